import type { Tx } from '../../types/statement.ts'

/** A table, a view or a partition, as the database has it. Names in statements are quoted where they have to be. */
export interface Relation {
  readonly schema: string
  readonly name: string
  /** `TABLE public.orders`, as GRANT has it. */
  readonly object: string
  readonly isPartition: boolean
  /** It has a trigger named `append_only`: rows are added and never changed. */
  readonly isFinal: boolean
  /** Each with its name as statements have it. */
  readonly columns: Readonly<Record<string, string>>
  /** `SEQUENCE public.orders_id_seq`: those that fill its columns by their defaults. */
  readonly sequences: readonly string[]
}

export interface Routine {
  readonly schema: string
  readonly name: string
  /** `ROUTINE public.f(integer)` */
  readonly object: string
}

/** Rights as GRANT has them, `INSERT (total) ON TABLE public.orders`, and who has each. */
export interface Granted {
  readonly app: ReadonlySet<string>
  readonly everyone: ReadonlySet<string>
}

/** What the role that asks owns in these schemas; what an extension has brought is not among it. */
const ownedBy = (catalog: string, owner: string, namespace: string) => `${owner} = current_user::regrole
  AND ${namespace} IN (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = o.oid AND deptype = 'e')`

/** The tables and views of these schemas, by name. @param tx as their owner, with an empty search path */
export async function relationsIn(tx: Tx, schemas: readonly string[]): Promise<Relation[]> {
  const { rows } = await tx.query<Relation>({
    text: `SELECT (SELECT nspname FROM pg_namespace WHERE oid = relnamespace) AS schema, relname AS name, 'TABLE ' || o.oid::regclass AS object,
        relispartition AS "isPartition",
        EXISTS (SELECT FROM pg_trigger WHERE tgrelid = o.oid AND tgname = 'append_only') AS "isFinal",
        (SELECT coalesce(json_object_agg(attname, quote_ident(attname) ORDER BY attnum), '{}') FROM pg_attribute
         WHERE attrelid = o.oid AND attnum > 0 AND NOT attisdropped) AS columns,
        ARRAY(SELECT 'SEQUENCE ' || s.objid::regclass FROM pg_depend s JOIN pg_class c ON c.oid = s.objid
          WHERE s.refobjid = o.oid AND s.deptype = 'a' AND c.relkind = 'S') AS sequences
      FROM pg_class o WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND ${ownedBy('pg_class', 'relowner', 'relnamespace')}
      ORDER BY relname`,
    values: [schemas],
  })
  return rows
}

/** The functions of these schemas, those that triggers start among them. */
export async function routinesIn(tx: Tx, schemas: readonly string[]): Promise<Routine[]> {
  const { rows } = await tx.query<Routine>({
    text: `SELECT (SELECT nspname FROM pg_namespace WHERE oid = pronamespace) AS schema, proname AS name, 'ROUTINE ' || o.oid::regprocedure AS object
      FROM pg_proc o WHERE ${ownedBy('pg_proc', 'proowner', 'pronamespace')} ORDER BY 3`,
    values: [schemas],
  })
  return rows
}

/** What the application, and what everybody, may do to all of it: by table, column, sequence and function. */
export async function grantedIn(tx: Tx, schemas: readonly string[], app: string): Promise<Granted> {
  const { rows } = await tx.query<{ isPublic: boolean; right: string }>({
    text: `SELECT grantee = 0 AS "isPublic", right_on AS right FROM (
        SELECT grantee, format('%s ON %s %s', privilege_type, CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, o.oid::regclass) AS right_on
        FROM pg_class o, aclexplode(relacl)
        WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ${ownedBy('pg_class', 'relowner', 'relnamespace')}
      UNION ALL
        SELECT grantee, format('%s (%I) ON TABLE %s', privilege_type, attname, o.oid::regclass)
        FROM pg_class o JOIN pg_attribute ON attrelid = o.oid AND NOT attisdropped, aclexplode(attacl)
        WHERE ${ownedBy('pg_class', 'relowner', 'relnamespace')}
      UNION ALL
        SELECT grantee, format('%s ON ROUTINE %s', privilege_type, o.oid::regprocedure)
        FROM pg_proc o, aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE ${ownedBy('pg_proc', 'proowner', 'pronamespace')}
      ) AS rights WHERE grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = $2))`,
    values: [schemas, app],
  })
  const of = (isPublic: boolean) =>
    new Set(rows.filter(row => row.isPublic === isPublic).map(({ right }) => right))
  return { app: of(false), everyone: of(true) }
}
