import type { Input, WorkingSet } from '../types/decider.ts'
import type { Rights, TableRights } from '../types/rights.ts'
import type { Statement, Tx } from '../types/statement.ts'
import type { Store } from '../types/store.ts'
import type { TableStatements } from './table.ts'

/** A table, whatever its rows are. */
interface AnyTable {
  readonly name: string
  readonly statements: TableStatements
  readonly rights: TableRights
  load(tx: Tx, inputs: readonly Input[]): Promise<WorkingSet>
  save(rows: never): readonly Statement[]
}
export type Tables = Readonly<Record<string, AnyTable>>

/** The rows of each table, by the table's name in the store. */
export type WorldOf<T extends Tables> = { readonly [Name in keyof T]: Awaited<ReturnType<T[Name]['load']>> }

/** A store of tables, with the texts that it keeps them with. */
export interface TableStore<T extends Tables> extends Store<WorldOf<T>> {
  readonly statements: { readonly [Name in keyof T]: TableStatements }
  /** What they need: for `rights` of `setUpDatabase`, with those of other tables that there may be. */
  readonly rights: Rights
}

/**
 * Makes a store of tables: what an input needs of them is loaded in one round trip, what has changed is saved in their
 * order, which is the order in which rows are locked.
 */
export function storeOf<const T extends Tables>(tables: T): TableStore<T> {
  const named = Object.entries<AnyTable>(tables)
  const each = <V>(values: readonly V[]) => Object.fromEntries(named.map(([name], i) => [name, values[i]]))
  return {
    statements: each(named.map(([, { statements }]) => statements)) as TableStore<T>['statements'],
    rights: {
      tables: Object.fromEntries(named.map(([, { name, rights }]) => [name, rights])),
      functions: '*',
      unlisted: 'left',
    },
    load: async (tx, inputs) =>
      each(await Promise.all(named.map(([, table]) => table.load(tx, inputs)))) as WorldOf<T>,
    save: world => named.flatMap(([name, table]) => table.save(world[name as keyof T] as never)),
  }
}
