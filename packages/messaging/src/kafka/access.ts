/** What a principal may do with one topic or group. What no rule allows is refused. */
export interface AccessRule {
  readonly resource: 'topic' | 'group'
  /** The whole name: a rule is for one topic or group, never for all that begin alike. */
  readonly name: string
  readonly operation: AccessOperation
}

/** `read` and `write` allow `describe` too. */
export type AccessOperation = 'read' | 'write' | 'describe' | 'describe-configs'

/** How many rules were made and taken away. */
export interface AccessChange {
  readonly added: number
  readonly removed: number
}

export const ruleKey = ({ resource, name, operation }: AccessRule): string =>
  `${operation} ${resource} ${name}`
