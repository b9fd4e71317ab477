import { spawnSync } from 'node:child_process'
import { ServiceError } from '@orderflow/service-kit'
import { brokersMissing } from './brokers.ts'
import { buildSpring, installPython } from './stack-processes.ts'

/**
 * Looks for every tool before the first server is started, and builds both stacks.
 *
 * @throws ServiceError `TOOL_MISSING` with a sentence for each tool and the command that brings it
 */
export async function prepare(log: (line: string) => void): Promise<void> {
  const missing = [...mavenMissing(), ...brokersMissing()]
  if (missing.length > 0) throw new ServiceError('TOOL_MISSING', missing.join('\n'))
  log('Building the Spring stack with Maven (the first time, it fetches its libraries)…')
  await buildSpring()
  log('Installing the Python stack with pip…')
  await installPython()
}

const mavenMissing = (): string[] =>
  spawnSync('mvn', ['-version']).status === 0
    ? []
    : ['The Spring stack is built with Maven, which was not found: `apt-get install maven` brings it.']
