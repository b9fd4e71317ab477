import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'

/** An object of Kubernetes, as kustomize renders it. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own; the schemas say what is in it.
  readonly spec?: any
  readonly data?: Readonly<Record<string, string>>
}

export const overlays = ['development', 'production'] as const
export type Overlay = (typeof overlays)[number]

/** What `kubectl apply` would be given. */
export async function render(kustomize: string, overlay: Overlay): Promise<Manifest[]> {
  const folder = fileURLToPath(new URL(`../../../deploy/k8s/overlays/${overlay}`, import.meta.url))
  const { stdout } = await promisify(execFile)(kustomize, ['build', folder], { maxBuffer: 2 ** 26 })
  return parseAllDocuments(stdout).map(document => document.toJS())
}

export const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.name}`
