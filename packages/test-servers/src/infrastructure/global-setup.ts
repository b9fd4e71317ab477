import type { TestProject } from 'vitest/node'
import { startInfrastructure } from './start.ts'

/** One broker and one database server for all tests of a run. */
export default async function setup(project: TestProject) {
  const servers = await startInfrastructure({ log: line => process.stderr.write(`${line}\n`) })
  project.provide('kafka', servers.kafka.bootstrap)
  project.provide('postgres', servers.postgres.adminUrl)
  return servers.stop
}
