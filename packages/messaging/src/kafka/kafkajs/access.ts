import type { AclEntry, Admin } from 'kafkajs'
import { type AccessChange, type AccessOperation, type AccessRule, ruleKey } from '../access.ts'
import { loadKafkajs } from './patch.ts'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = loadKafkajs()

const operations: Readonly<Record<AccessOperation, number>> = {
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
  describe: AclOperationTypes.DESCRIBE,
  'describe-configs': AclOperationTypes.DESCRIBE_CONFIGS,
}
const resources: Readonly<Record<AccessRule['resource'], number>> = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
}

/**
 * Makes the rules of a user be exactly these: what is missing is added first, then goes what is there and not among them,
 * a prefix, a wildcard or a denial included.
 */
export async function setAccess(
  admin: Admin,
  user: string,
  rules: readonly AccessRule[],
): Promise<AccessChange> {
  const principal = `User:${user}`
  const wanted = new Map(rules.map(rule => [ruleKey(rule), entryOf(principal, rule)]))
  const { resources: found } = await admin.describeAcls({
    ...any,
    principal,
  } as Parameters<Admin['describeAcls']>[0])
  const present = found.flatMap(({ acls, ...resource }) =>
    acls.map(acl => ({ ...resource, ...acl }) as AclEntry),
  )
  const missing = [...wanted.values()].filter(entry => !present.some(other => isSame(entry, other)))
  const excess = present.filter(entry => ![...wanted.values()].some(other => isSame(entry, other)))
  if (missing.length > 0) await admin.createAcls({ acl: missing })
  if (excess.length > 0) await admin.deleteAcls({ filters: excess })
  return { added: missing.length, removed: excess.length }
}

const entryOf = (principal: string, { resource, name, operation }: AccessRule): AclEntry => ({
  principal,
  host: '*',
  permissionType: AclPermissionTypes.ALLOW,
  resourceType: resources[resource],
  resourceName: name,
  resourcePatternType: ResourcePatternTypes.LITERAL,
  operation: operations[operation],
})

const any = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
}

const fields = [
  'principal',
  'host',
  'permissionType',
  'resourceType',
  'resourceName',
  'resourcePatternType',
  'operation',
] as const satisfies readonly (keyof AclEntry)[]

const isSame = (a: AclEntry, b: AclEntry) => fields.every(field => a[field] === b[field])
