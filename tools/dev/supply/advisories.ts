import { runPnpm } from './sbom.ts'

interface Audit {
  readonly error?: { readonly message: string }
  readonly advisories?: Readonly<Record<string, Advisory>>
}

interface Advisory {
  readonly module_name: string
  readonly title: string
  readonly severity: string
  readonly url: string
}

/**
 * What the registry knows against the packages of the lockfile.
 *
 * @returns a sentence for each advisory; for a registry that gives none, one that says so
 */
export async function advisoryFaults(folder: string): Promise<string[]> {
  // Its status says that there are advisories; so does what it prints.
  const { stdout } = await runPnpm(folder, ['audit', '--json']).catch((error: { stdout: string }) => error)
  return faultsIn(stdout)
}

/** The pure part of it. */
export function faultsIn(answer: string): string[] {
  const { error, advisories } = JSON.parse(answer) as Audit
  if (error !== undefined) return [`The registry was asked for advisories, in vain: ${error.message.trim()}`]
  if (advisories === undefined) return ['The registry was asked for advisories, and gave something else.']
  return Object.values(advisories).map(
    ({ module_name, severity, title, url }) => `${module_name}: ${title} (${severity}, ${url}).`,
  )
}
