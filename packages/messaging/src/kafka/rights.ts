import { type AccessChange, type AccessOperation, type AccessRule, ruleKey } from './access.ts'

/** A right or a denial as Kafka keeps it, in the protocol's numbers. */
export interface Right {
  readonly principal: string
  readonly host: string
  readonly permissionType: number
  readonly resourceType: number
  readonly resourceName: string
  readonly resourcePatternType: number
  readonly operation: number
}

/** What a client's administration has. */
export interface RightsAdmin {
  /** All of a principal. */
  describe(principal: string): Promise<readonly Right[]>
  create(rights: readonly Right[]): Promise<unknown>
  delete(rights: readonly Right[]): Promise<unknown>
}

/** Kafka's number for "whatever", in each field of a filter. */
export const any = { resourceType: 1, resourcePatternType: 1, operation: 1, permissionType: 1 } as const

const allow = 3
const literal = 3
const operations: Readonly<Record<AccessOperation, number>> = {
  read: 3,
  write: 4,
  describe: 8,
  'describe-configs': 10,
}
const allOperations = Object.keys(operations) as AccessOperation[]
const resources: Readonly<Record<AccessRule['resource'], number>> = { topic: 2, group: 3 }

/**
 * Makes the rules of a user be exactly these: what is missing is added first, then goes what is there and not among them,
 * a prefix, a wildcard or a denial included.
 *
 * @param isAnothers topics on which what a rule may say stays as it is
 */
export async function setRights(
  admin: RightsAdmin,
  user: string,
  rules: readonly AccessRule[],
  isAnothers: (topic: string) => boolean = () => false,
): Promise<AccessChange> {
  const principal = `User:${user}`
  const wanted = [...new Map(rules.map(rule => [ruleKey(rule), rightOf(principal, rule)])).values()]
  const present = await admin.describe(principal)
  const missing = wanted.filter(right => !present.some(other => isSame(right, other)))
  const stays = (right: Right) =>
    isAnothers(right.resourceName) &&
    allOperations.some(operation =>
      isSame(right, rightOf(principal, { resource: 'topic', name: right.resourceName, operation })),
    )
  const excess = present.filter(right => !stays(right) && !wanted.some(other => isSame(right, other)))
  if (missing.length > 0) await admin.create(missing)
  if (excess.length > 0) await admin.delete(excess)
  return { added: missing.length, removed: excess.length }
}

const rightOf = (principal: string, { resource, name, operation }: AccessRule): Right => ({
  principal,
  host: '*',
  permissionType: allow,
  resourceType: resources[resource],
  resourceName: name,
  resourcePatternType: literal,
  operation: operations[operation],
})

const fields = [
  'principal',
  'host',
  'permissionType',
  'resourceType',
  'resourceName',
  'resourcePatternType',
  'operation',
] as const satisfies readonly (keyof Right)[]

const isSame = (a: Right, b: Right) => fields.every(field => a[field] === b[field])
