import { MessagingError } from '../errors.ts'
import { type Kind, kinds } from './words.ts'

/** A column as statements need it. */
export interface Field extends Kind {
  /** The row's property. */
  readonly property: string
  /** The column's name, quoted: it may be a reserved word. */
  readonly column: string
  /** The type of the arrays that carry its values. */
  readonly array: string
  /** Its type as CREATE TABLE has it. */
  readonly type: string
  readonly nullable: boolean
}

/** A column that rows are told apart by. */
export interface KeyField extends Field {
  readonly keys: RegExp
}

/** Statements are prepared by names made of the table's; a server keeps 63 letters of such a name. */
const maxLength = 50
const tableName = /^([a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$/
const propertyName = /^[a-z][a-zA-Z0-9_]*$/
const typeInWords = /^([a-z ]+?|varchar\(\d+\)|numeric\(\d+, ?\d+\))( null)?$/

/** A table's columns, and which of them is its key: the first unless it is named. @throws TABLE_INVALID */
export function fieldsOf(
  table: string,
  columns: Readonly<Record<string, string>>,
  {
    key = Object.keys(columns)[0],
    fixed = [],
  }: { readonly key?: string; readonly fixed?: readonly string[] },
): { readonly fields: readonly Field[]; readonly key: KeyField } {
  if (!tableName.test(table) || table.length > maxLength) {
    throw invalid(
      table,
      `is no name: at most ${maxLength} small letters, digits and _, after a schema and a dot if need be.`,
    )
  }
  const fields = Object.entries(columns).map(([property, type]) => fieldOf(table, property, type))
  const names = fields.map(({ column }) => column)
  const twice = names.find((column, i) => names.indexOf(column) < i)
  if (twice !== undefined) throw invalid(table, `has two properties for its column ${twice}.`)
  const found = fields.find(({ property }) => property === key)
  if (fields.length === 0) throw invalid(table, 'has no columns.')
  if (found === undefined) throw invalid(table, `has no column ${key}, which is to be its key.`)
  if (found.keys === undefined || found.nullable) {
    const types = Object.keys(kinds).filter(word => kinds[word]?.keys !== undefined)
    throw invalid(
      table,
      `cannot have ${key} as its key: that is never null, and one of ${types.join(', ')}; not ${columns[key as string]}.`,
    )
  }
  const lost = fixed.find(property => !Object.hasOwn(columns, property))
  if (lost !== undefined) throw invalid(table, `has no column ${lost}, which is to be fixed.`)
  return { fields, key: found as KeyField }
}

function fieldOf(table: string, property: string, stated: string): Field {
  const column = property.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
  if (!propertyName.test(property) || column.length > maxLength) {
    throw invalid(table, `has a property ${JSON.stringify(property)}: that is too long, or not in camelCase.`)
  }
  const [, type = '', nullable] = typeInWords.exec(stated) ?? []
  const word = type.replace(/\(.*/, '')
  const kind = Object.hasOwn(kinds, word) ? kinds[word] : undefined
  if (kind === undefined) {
    const known = Object.keys(kinds).join(', ')
    throw invalid(
      table,
      `says that ${property} is ${JSON.stringify(stated)}; it knows ${known}, and " null" after it.`,
    )
  }
  return { array: word, ...kind, property, column: quoted(column), type, nullable: nullable !== undefined }
}

const invalid = (table: string, fault: string) =>
  new MessagingError('TABLE_INVALID', `The table ${JSON.stringify(table)} ${fault}`)

/** An identifier, or two with a dot between them, as SQL takes it whatever words it reserves. */
export const quoted = (name: string) =>
  name
    .split('.')
    .map(part => `"${part}"`)
    .join('.')
