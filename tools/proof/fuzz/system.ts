import { join } from 'node:path'
import { bearer } from '../../dev/lib/bearer.ts'
import { byService, type ServiceName } from '../../dev/lib/services.ts'
import { freePorts, projectRoot, type System, startSystem } from '../../dev/lib/system.ts'
import type { Opening, Vitals } from './target.ts'
import { openProbes } from './vitals.ts'

export interface FuzzedSystem {
  readonly system: System
  /** Starts again what has ended, and says what that was. */
  revive(): Promise<readonly ServiceName[]>
  vitals(collect?: boolean): Promise<readonly Vitals[]>
  close(): Promise<void>
}

const names = Object.keys(byService(() => 0)) as readonly ServiceName[]

/** The whole system, its services with a probe in each. */
export async function startFuzzedSystem({ log, signal }: Opening): Promise<FuzzedSystem> {
  const probes = await openProbes()
  const env = { ...probes.env, AUTHENTICATION: 'on', LOG_LEVEL: 'error' }
  const dataDir = join(projectRoot, '.data', 'fuzz')
  const system = await startSystem({ dataDir, fresh: true, ports: freePorts, env, log, signal })
  return {
    system,
    async revive() {
      const ended = names.filter(name => system.services[name]?.pid === undefined)
      await Promise.all(ended.map(name => system.services[name]?.start()))
      return ended
    },
    vitals: (collect = false) =>
      Promise.all(
        names.map(name => probes.ask(`the ${name} service`, system.services[name]?.pid as number, collect)),
      ),
    async close() {
      log('Stopping…')
      await system.stop()
      await probes.close()
    },
  }
}

/** What gives the header of a caller. */
export const bearerOf = (system: System, subject?: string) => {
  const { issuer } = system.endpoints()
  if (issuer === undefined) throw new Error('The system has no issuer.')
  return bearer(issuer, subject === undefined ? {} : { subject })
}
