import { type Environment, loadConfig } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { partitionsConfig } from '../../dev/lib/partitions-config.ts'
import { byService, services } from '../../dev/lib/services.ts'
import type { Ports } from '../../dev/lib/system.ts'
import type { WantedPort } from '../preflight/ports.ts'

const port = (what: string, byDefault: number) =>
  Type.Integer({
    description: `Port of ${what}; 0 takes a free one`,
    minimum: 0,
    maximum: 65_535,
    default: byDefault,
  })

/** Ports of the embedded system. Those of Kafka and PostgreSQL keep clear of their usual ones. */
export const portsSchema = Type.Object({
  ...Object.fromEntries(
    services.map(({ name, prefix, port: byDefault }) => [
      `${prefix}_PORT`,
      port(`the ${name} service`, byDefault),
    ]),
  ),
  ISSUER_PORT: port('the issuer of tokens', 3009),
  CONTROL_PORT: port('what lets the page kill, stop and start processes', 3006),
  KAFKA_PORT: port('Kafka', 29092),
  POSTGRES_PORT: port('PostgreSQL', 25432),
})

/** All that `npm start` itself takes. */
export const startSchema = Type.Object({ ...portsSchema.properties, ...partitionsConfig })

/** The ports that `npm start` listens on, from an environment. */
export function portsFrom(env?: Environment): Ports & { readonly control: number } {
  const config = loadConfig(portsSchema, env)
  const ports = config as Readonly<Record<string, number>>
  return {
    ...byService(({ prefix }) => ports[`${prefix}_PORT`] as number),
    issuer: config.ISSUER_PORT,
    control: config.CONTROL_PORT,
    kafka: config.KAFKA_PORT,
    postgres: config.POSTGRES_PORT,
  }
}

/** How many partitions topics are made with, from an environment. */
export const partitionsFrom = (env?: Environment): number =>
  loadConfig(Type.Object(partitionsConfig), env).KAFKA_PARTITIONS

/** The same, each with the variable that sets it. */
export function wantedPorts(env: Environment): WantedPort[] {
  const { control, issuer, kafka, postgres, ...ports } = portsFrom(env)
  return [
    ...services.map(({ name, prefix }) => http(`${prefix}_PORT`, ports[name])),
    http('ISSUER_PORT', issuer),
    http('CONTROL_PORT', control),
    { setting: 'KAFKA_PORT', port: kafka, server: 'kafka' },
    { setting: 'POSTGRES_PORT', port: postgres, server: 'postgres' },
  ]
}

const http = (setting: string, port: number): WantedPort => ({ setting, port, server: 'http' })
