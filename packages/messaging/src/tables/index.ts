export { storeOf, type TableStore, type Tables, type WorldOf } from './store-of.ts'
export { type Table, type TableOptions, type TableStatements, table } from './table.ts'
export type { Column, Columns, ColumnsOf, RowOf } from './words.ts'
