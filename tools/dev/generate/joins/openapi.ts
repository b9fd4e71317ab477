import { everyService } from '../../../proof/http/every-service.ts'
import type { ServiceFacts } from '../../lib/services.ts'

export const openApiFolder = 'docs/openapi/'
export const openApiMark = 'From the routes of the service: do not edit, run `npm run check -- --fix`.'

/** What is used here of an OpenAPI document. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

export interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly security?: readonly object[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
  }[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: object }>>
  }
}

/**
 * The OpenAPI document of each service as it serves it at `/docs/json`, by the service's name, with the address that it
 * has on a developer's machine.
 * @param version of the whole project
 */
export async function openApiDocuments(
  services: readonly ServiceFacts[],
  version: string,
): Promise<Map<string, OpenApi>> {
  const apps = await everyService()
  const documents = await Promise.all(
    services.map(async ({ name, port }) => {
      const app = apps.find(({ service }) => service === name)?.app
      if (app === undefined) throw new Error(`The ${name} service has no routes.`)
      const document = (await app.inject('/docs/json')).json()
      const servers = [{ url: `http://127.0.0.1:${port}`, description: 'Where `npm start` has it' }]
      const info = { ...document.info, version }
      return [name, { ...document, 'x-generated': openApiMark, info, servers }] as const
    }),
  )
  await Promise.all(apps.map(({ app }) => app.close()))
  return new Map(documents)
}

/** The documents as files, path to text. */
export const openApiFiles = (documents: ReadonlyMap<string, OpenApi>): [string, string][] =>
  [...documents].map(([name, document]) => [
    `${openApiFolder}${name}.json`,
    `${JSON.stringify(document, null, 2)}\n`,
  ])
