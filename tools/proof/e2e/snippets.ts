import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { services } from '../../dev/lib/services.ts'
import { eventually, type Shop } from './shop.ts'

interface Snippet {
  readonly command: string
  /** What is printed below it; `…` stands for anything. Empty where the page shows nothing. */
  readonly output: string
}

/** The commands of a page's `console` blocks, which begin with `$`, each with the output that it shows. */
function snippetsOf(page: string): Snippet[] {
  return [...page.matchAll(/^```console\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map(text => {
        const [command = ''] = /^(.*\\\n)*.*/.exec(text) ?? []
        return { command, output: text.slice(command.length).trim() }
      }),
  )
}

/** Runs the snippets of a page in `docs/` as one shell session would; throws if one does not print what the page shows. */
export async function runSnippets(path: string, shop: Shop): Promise<void> {
  const page = await readFile(new URL(`../../../docs/${path}`, import.meta.url), 'utf8')
  const variables: Record<string, string> = {}
  for (const { command, output } of snippetsOf(page)) {
    const assigned = /^([A-Z]+)=/.exec(command)?.[1]
    const here = services.reduce(
      (text, { name, port }) => text.replaceAll(`http://127.0.0.1:${port}`, shop.addresses[name] ?? ''),
      command.replaceAll('@.run/', `@${shop.dataDir}/`),
    )
    const script = assigned === undefined ? here : `${here}; printf %s "$${assigned}"`
    let shown = ''
    const run = async () => {
      const env = { ...process.env, ORDERFLOW_RUN_DIR: shop.dataDir, ...variables }
      shown = (await promisify(execFile)('bash', ['-c', script], { env })).stdout
      return shown
    }
    const asShown = (text?: string) => text !== undefined && (assigned !== undefined || matches(text, output))
    let failure: unknown
    const look = () =>
      run().catch(error => {
        failure = error
        return undefined
      })
    // What only looks is asked until the order has got there; what changes something is done once.
    const looksOnly = !/ -d | -X /.test(command)
    const isSo = looksOnly
      ? await eventually(look, asShown).then(
          () => true,
          () => false,
        )
      : asShown(await run())
    if (!isSo) {
      throw new Error(`${path} shows of ${command}\n${output}\nbut it is\n${shown}`, { cause: failure })
    }
    if (assigned !== undefined) variables[assigned] = shown
  }
}

/** White space aside, since the pages wrap long lines. */
function matches(actual: string, shown: string): boolean {
  const literally = (text: string) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
  const parts = withoutSpace(shown).split('…')
  return new RegExp(`^${parts.map(literally).join('.*')}$`).test(withoutSpace(actual))
}

const withoutSpace = (text: string) => text.replaceAll(/\s/g, '')
