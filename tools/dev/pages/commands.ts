export interface Command {
  /** Whether `npm run` knows it; others are told to `node tools/run.mjs`. */
  readonly isScript: boolean
  /** The options that its script takes, without their dashes. */
  takes(option: string): boolean
}

const npm = /npm (?:-s |--silent )?(?:run ([a-z][\w:]*)|(start|test)\b)(?: -- ([^`|#&;\n]*))?/g
const node = /\bnode ((?:tools|packages|services)\/[\w./-]+\.(?:ts|mjs))(?: ([\w:]+))?/g

/**
 * A sentence for every command that a page names and that there is not, and for every option that it does not take.
 * @param commands by their names
 * @param exists whether there is a file at a path from the root
 */
export function unknownCommands(
  path: string,
  page: string,
  commands: ReadonlyMap<string, Command>,
  exists: (path: string) => boolean,
): string[] {
  const ofNpm = [...page.matchAll(npm)].flatMap(([, run, short, rest = '']) => {
    const name = run ?? (short as string)
    const command = commands.get(name)
    if (!command?.isScript) return [`npm run ${name}, which there is not`]
    const options = [...rest.matchAll(/(?<!\S)--([a-z][\w-]*)/g)].map(([, option = '']) => option)
    return options
      .filter(option => option !== 'help' && !command.takes(option))
      .map(option => `npm run ${name} -- --${option}, an option that it does not take`)
  })
  const ofNode = [...page.matchAll(node)].flatMap(([, script = '', name = '']) => {
    if (!exists(script)) return [`node ${script}, which there is not`]
    const isUnknown = script === 'tools/run.mjs' && name !== '' && !commands.has(name)
    return isUnknown ? [`node ${script} ${name}, which there is not`] : []
  })
  return [...ofNpm, ...ofNode].map(what => `${path} names ${what}.`)
}
