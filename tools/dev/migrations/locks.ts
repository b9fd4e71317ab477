import {
  type AlterTableCmd,
  type ColumnDef,
  type Constraint,
  type FuncCall,
  type Node,
  parseSync,
  type RangeVar,
} from 'libpg-query'

/** A statement that stands in the way of a release that runs while it is executed, or after it. */
export interface Obstacle {
  /** From 1. */
  readonly line: number
  readonly table: string
  /** What it does, and what to do instead. */
  readonly why: string
}

const instead = {
  index:
    'stops writers while the index is built. Make it CONCURRENTLY before the release, outside of migrations.',
  rewrite:
    'locks out everybody while the table is written anew. Add a column, fill it, read it, then drop the old one.',
  scan: 'locks out everybody while all rows are looked at. Add it NOT VALID; VALIDATE CONSTRAINT, in the next release, lets others work.',
  notNull:
    'locks out everybody while all rows are looked at. Add CHECK (… IS NOT NULL) NOT VALID, validate it in the next release, then set it.',
  required: 'fails where there are rows, and for writers of the release before. Give it a constant default.',
  gone: 'takes away what the release before still uses. Drop it in the release after the last that needs it.',
  rows: 'holds every row that it changes until the migration commits. Do it in small parts, beside the release.',
} as const

/**
 * What of a migration would stop the services that run meanwhile, by what PostgreSQL's own parser makes of it. Tables that the
 * migration itself creates are nobody's yet. A statement that is meant so says why in a comment right before it: `-- locks: …`.
 * What a DO block does is not seen. Wait for `loadModule` of the parser before.
 *
 * @param sql one migration
 * @throws Error if it is not PostgreSQL's SQL
 */
export function obstaclesIn(sql: string): Obstacle[] {
  const bytes = Buffer.from(sql)
  const own = new Set<string | undefined>()
  const found: Obstacle[] = []
  let end = 0
  for (const { stmt, stmt_location: start = 0, stmt_len: length = bytes.length } of parseSync(sql).stmts ??
    []) {
    const isMeant = /^-- locks: \S/m.test(bytes.subarray(end, start).toString())
    end = start + length
    if (stmt === undefined) continue
    if ('CreateStmt' in stmt) own.add(stmt.CreateStmt.relation?.relname)
    const line = bytes.subarray(0, start).toString().split('\n').length
    for (const [table = '', why] of obstaclesOf(stmt)) {
      if (!isMeant && !own.has(table)) found.push({ line, table, why })
    }
  }
  return found
}

type Found = readonly [table: string | undefined, why: string]

function obstaclesOf(stmt: Node): Found[] {
  if ('IndexStmt' in stmt) {
    const { concurrent, relation } = stmt.IndexStmt
    return concurrent ? [] : [[relation?.relname, instead.index]]
  }
  if ('ReindexStmt' in stmt) {
    const { params = [], relation } = stmt.ReindexStmt
    const isConcurrent = params.some(one => 'DefElem' in one && one.DefElem.defname === 'concurrently')
    return isConcurrent ? [] : [[relation?.relname, instead.index]]
  }
  if (ofRows.some(kind => kind in stmt)) return changedIn(stmt).map(table => [table, instead.rows])
  if ('TruncateStmt' in stmt) return tables(stmt.TruncateStmt.relations).map(table => [table, instead.gone])
  if ('RenameStmt' in stmt) {
    const { relation } = stmt.RenameStmt
    return relation ? [[relation.relname, instead.gone]] : []
  }
  if ('DropStmt' in stmt) {
    const { removeType, objects } = stmt.DropStmt
    const isRead = removeType === 'OBJECT_TABLE' || removeType === 'OBJECT_VIEW'
    return isRead ? tables(objects).map(table => [table, instead.gone]) : []
  }
  if (!('AlterTableStmt' in stmt)) return []
  const { relation, cmds = [] } = stmt.AlterTableStmt
  return cmds.flatMap((command): Found[] => {
    const why = 'AlterTableCmd' in command ? ofAlter(command.AlterTableCmd) : undefined
    return why === undefined ? [] : [[relation?.relname, why]]
  })
}

/** Statements that may change rows, if only in a WITH. */
const ofRows = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'CreateTableAsStmt']
const changes: ReadonlySet<string> = new Set(['UpdateStmt', 'DeleteStmt', 'MergeStmt'])

/** The tables whose rows it changes. */
const changedIn = (node: object): (string | undefined)[] =>
  Object.entries(node).flatMap(([kind, part]: [string, unknown]) => {
    if (typeof part !== 'object' || part === null) return []
    const own = changes.has(kind) ? [(part as { relation?: RangeVar }).relation?.relname] : []
    return [...own, ...changedIn(part)]
  })

/** Names of tables, as statements list them: by themselves, or as lists of a schema and a name. */
const tables = (nodes: readonly Node[] = []): (string | undefined)[] =>
  nodes.map(node => {
    if ('RangeVar' in node) return node.RangeVar.relname
    const last = 'List' in node ? node.List.items?.at(-1) : undefined
    return last && 'String' in last ? last.String.sval : undefined
  })

const constraintsOf = (nodes: readonly Node[] = []): Constraint[] =>
  nodes.flatMap(node => ('Constraint' in node ? [node.Constraint] : []))

function ofAlter({ subtype, def }: AlterTableCmd): string | undefined {
  switch (subtype) {
    case 'AT_AlterColumnType':
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
    case 'AT_SetTableSpace':
    case 'AT_SetAccessMethod':
      return instead.rewrite
    case 'AT_SetNotNull':
      return instead.notNull
    case 'AT_DropColumn':
      return instead.gone
    case 'AT_AddConstraint':
      return constraintsOf(def && [def]).map(ofConstraint)[0]
    case 'AT_AddColumn':
      return def && 'ColumnDef' in def ? ofColumn(def.ColumnDef) : undefined
    default:
      return undefined
  }
}

function ofConstraint({ contype, skip_validation, indexname }: Constraint): string | undefined {
  if (contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_UNIQUE')
    return indexname ? undefined : instead.index
  return skip_validation ? undefined : instead.scan
}

/** Functions that have one value in a transaction. */
const steady = new Set(['now', 'transaction_timestamp', 'current_database'])

/** Types that bring a default: each row gets another number. */
const serial = /^(small|big)?serial$|^serial[248]$/

function ofColumn({ typeName, constraints: given }: ColumnDef): string | undefined {
  if (serial.test(tables([{ List: { items: typeName?.names ?? [] } }])[0] ?? '')) return instead.rewrite
  const constraints = constraintsOf(given)
  const types = new Set(constraints.map(({ contype }) => contype))
  if (types.has('CONSTR_GENERATED') || types.has('CONSTR_IDENTITY')) return instead.rewrite
  if (types.has('CONSTR_PRIMARY') || types.has('CONSTR_UNIQUE')) return instead.index
  if (types.has('CONSTR_CHECK') || types.has('CONSTR_FOREIGN')) return instead.scan
  const value = constraints.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr
  if (value === undefined) return types.has('CONSTR_NOTNULL') ? instead.required : undefined
  return callsIn(value).some(name => !steady.has(name ?? '')) ? instead.rewrite : undefined
}

/** The functions that an expression calls. */
function callsIn(node: object): (string | undefined)[] {
  const call =
    'FuncCall' in node ? tables([{ List: { items: (node.FuncCall as FuncCall).funcname ?? [] } }]) : []
  const parts = Object.values(node).filter(part => typeof part === 'object' && part !== null)
  return [...call, ...parts.flatMap(callsIn)]
}
