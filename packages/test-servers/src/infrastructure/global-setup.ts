import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startInfrastructure } from './start.ts'

/** One broker and one database server for all tests of a run. */
export default async function setup(project: TestProject) {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderflow-tests-'))
  const servers = await startInfrastructure({ dataDir, log: line => process.stderr.write(`${line}\n`) })
  project.provide('kafka', servers.kafka.bootstrap)
  project.provide('postgres', servers.postgres.adminUrl)
  return async () => {
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
