export { accessRules, type ServiceAccess, setUpAccess } from './access.ts'
export { migrate } from './migrate.ts'
export { type ProvisionedDatabase, provisionDatabase } from './provision.ts'
export { deadLetterSettings, setUpDatabase, setUpTopics } from './set-up.ts'
