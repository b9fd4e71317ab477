/** A step of a guide: a command line, or a change of a file. */
export type Step = { readonly command: string } | { readonly change: Change }

export interface Change {
  /** From the root of the repository. */
  readonly path: string
  /** Lines that stand there once. */
  readonly before: string
  readonly after: string
}

/**
 * The steps under a heading of a Markdown page, in their order: the lines of blocks marked `sh` are commands; those
 * marked `diff` change the file that their first line, `--- path`, names.
 *
 * @throws if the page has no such heading, or a block says of no file what it changes
 */
export function stepsOf(markdown: string, heading: string): Step[] {
  const [, section] = markdown.split(new RegExp(`^## ${heading}$`, 'm'))
  if (section === undefined) throw new Error(`GUIDE_MISSING: there is no heading "${heading}".`)
  const [text = ''] = section.split(/^## /m)
  return [...text.matchAll(/^( *)```(sh|diff)\n(.*?)^ *```$/gms)].flatMap<Step>(
    ([, indent = '', kind, block = '']) => {
      const lines = block.trimEnd().split('\n')
      const own = lines.map(line => line.slice(indent.length))
      return kind === 'sh' ? own.map(command => ({ command })) : [{ change: changeIn(own) }]
    },
  )
}

function changeIn([head = '', ...lines]: readonly string[]): Change {
  const [, path] = /^--- (\S+)$/.exec(head) ?? []
  if (path === undefined)
    throw new Error(`GUIDE_UNCLEAR: a change begins with "--- path", not with "${head}".`)
  const without = (sign: string) =>
    lines
      .filter(line => !line.startsWith(sign))
      .map(line => line.slice(1))
      .join('\n')
  return { path, before: without('+'), after: without('-') }
}

/**
 * The text after the change.
 *
 * @throws if what is to change does not stand there, or more than once
 */
export function applied(text: string, { path, before, after }: Change): string {
  const parts = `\n${text}`.split(`\n${before}\n`)
  if (parts.length === 2) return parts.join(`\n${after}\n`).slice(1)
  const how = parts.length === 1 ? 'does not stand' : 'stands more than once'
  throw new Error(`GUIDE_OUTDATED: this ${how} in ${path}:\n${before}`)
}
