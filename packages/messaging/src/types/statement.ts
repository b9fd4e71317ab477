/** A statement and its parameters; one with a name is prepared once per connection. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
}

/** The part of `pg` that stores use: a client inside the batch's transaction. */
export interface Tx {
  query<Row = Record<string, unknown>>(
    statement: Statement,
  ): Promise<{ rows: Row[]; rowCount: number | null }>
}
