import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface PactFile {
  readonly consumer: { readonly name: string }
  readonly provider: { readonly name: string }
  readonly interactions: readonly { readonly description: string }[]
}

/** The interactions of all pacts in a folder, named as `nameOf` names pairs. */
export function pairsIn(dir: string): string[] {
  return pactFiles(dir).flatMap(file => {
    const { consumer, provider, interactions } = JSON.parse(readFileSync(file, 'utf8')) as PactFile
    return interactions.map(({ description }) => `${consumer.name} needs of ${provider.name}: ${description}`)
  })
}

/** The pacts that a provider has to keep, as paths. */
export const pactsOf = (provider: string, dir: string) =>
  pactFiles(dir).filter(file => file.endsWith(`-${provider}.json`))

const pactFiles = (dir: string) =>
  readdirSync(dir)
    .filter(name => name.endsWith('.json'))
    .map(name => join(dir, name))
