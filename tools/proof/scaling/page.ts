import { readArgs } from '../../dev/lib/args.ts'
import { readCostModel } from './model/kept.ts'
import { usage } from './options.ts'
import { reckon } from './reckon.ts'
import { blocksOf } from './report.ts'

const begin = '<!-- From the measurements: `npm run check -- --fix` writes it. -->\n\n'
const end = '<!-- The end of it. -->'

/**
 * The page with what the command prints.
 *
 * @throws if the page has lost the marks between which that stands
 */
export function withFigures(page: string, blocks: readonly (readonly string[])[]): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from === -1 || to < from) {
    throw new Error(`docs/scaling.md has no figures between ${begin.trim()} and ${end}`)
  }
  const text = blocks.map(lines => `\`\`\`\n${lines.join('\n')}\n\`\`\`\n\n`).join('')
  return page.slice(0, from + begin.length) + text + page.slice(to)
}

/** The page as the committed measurements have it, with what the options have unless told. */
export async function scalingPage(page: string): Promise<string> {
  return withFigures(page, blocksOf(await readCostModel(), await reckon(readArgs(usage, []))))
}
