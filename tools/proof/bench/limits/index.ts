import type { Scenario } from '../scenario.ts'
import { commits } from './commits.ts'
import { fastify } from './fastify.ts'
import { kafka } from './kafka.ts'

/** What the machine can do at best, with the services at rest. */
export const limits: readonly Scenario[] = [commits, kafka, fastify]
