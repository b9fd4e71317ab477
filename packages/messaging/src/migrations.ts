import { fileURLToPath } from 'node:url'

/** Where this package's migrations are; they run before a service's own. */
export const migrationsDirectory = fileURLToPath(new URL('../migrations/', import.meta.url))
