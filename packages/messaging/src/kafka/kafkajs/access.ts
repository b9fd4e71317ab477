import type { AclEntry, Admin } from 'kafkajs'
import { any, type RightsAdmin } from '../rights.ts'

/** The rights of a cluster through kafkajs' administration. */
export const rightsBy = (admin: Admin): RightsAdmin => ({
  async describe(principal) {
    const filter = { ...any, principal } as Parameters<Admin['describeAcls']>[0]
    const { resources } = await admin.describeAcls(filter)
    return resources.flatMap(({ acls, ...resource }) => acls.map(acl => ({ ...resource, ...acl })))
  },
  create: rights => admin.createAcls({ acl: rights as AclEntry[] }),
  delete: rights => admin.deleteAcls({ filters: rights as AclEntry[] }),
})
