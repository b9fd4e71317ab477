/** Names of columns or functions; `*` is all of them. */
export type Names = '*' | readonly string[]

/** What the application may do to a table or a view; what is not named, it may not. `{}` is nothing. */
export interface TableRights {
  readonly select?: Names
  readonly insert?: Names
  /** To lock rows (`FOR UPDATE`) takes one column of it. */
  readonly update?: Names
  readonly delete?: true
}

/** What the application may do in its database. */
export interface Rights {
  /** By table and view. Partitions are reached through their tables. */
  readonly tables: Readonly<Record<string, TableRights>>
  /** Functions that it may call, by name; `*` is all of the service's own. Those that triggers start need none. */
  readonly functions?: Names
  /** Tables that are not listed keep the rights that there are, and new ones have none; set-up refuses them unless told. */
  readonly unlisted?: 'left'
}
