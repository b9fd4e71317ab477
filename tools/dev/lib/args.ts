import { parseArgs as parse } from 'node:util'

interface OptionCommon {
  readonly help: string
}

/** What a command understands. A number is a whole number from `min` (0 unless told), to `max` if told. */
export type Option = OptionCommon &
  (
    | { readonly type: 'boolean' }
    | { readonly type: 'string'; readonly value: string; readonly default?: string }
    /** May be given several times. */
    | { readonly type: 'strings'; readonly value: string }
    | {
        readonly type: 'number'
        readonly value: string
        readonly default?: number
        readonly min?: number
        readonly max?: number
      }
  )

export interface Usage<Options extends Record<string, Option>> {
  /** As a person types it: `npm run audit -- [--json]`. */
  readonly usage: string
  readonly about: string
  readonly options: Options
  /** Words beside the options are taken, not refused. */
  readonly words?: boolean
}

type ValueOf<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { type: 'strings' }
    ? readonly string[]
    : (O extends { type: 'number' } ? number : string) | (O extends { default: unknown } ? never : undefined)

export type Values<Options extends Record<string, Option>> = {
  readonly [Name in keyof Options]: ValueOf<Options[Name]>
} & { readonly words: readonly string[] }

/** A command line that a command does not understand. */
export class UsageError extends Error {}

/**
 * The values of a command line. `--help` prints what the command does and ends with 0; what it does not
 * understand is one line on stderr and ends with 2.
 */
export function parseArgs<const Options extends Record<string, Option>>(
  usage: Usage<Options>,
  args: readonly string[] = process.argv.slice(2),
): Values<Options> {
  try {
    if (asksForHelp(args)) {
      process.stdout.write(helpText(usage))
      process.exit(0)
    }
    return readArgs(usage, args)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message} Usage: ${usage.usage}\n`)
    process.exit(2)
  }
}

/**
 * The pure part of `parseArgs`, `--help` apart.
 *
 * @throws UsageError
 */
export function readArgs<const Options extends Record<string, Option>>(
  { options, words = false }: Usage<Options>,
  args: readonly string[],
): Values<Options> {
  const { values, positionals } = parsed(options, words, args)
  const read = Object.entries(options).map(([name, option]) => [name, valueGiven(name, option, values[name])])
  return { ...Object.fromEntries(read), words: positionals } as Values<Options>
}

type Value = boolean | string | number | readonly string[] | undefined

function parsed(
  options: Record<string, Option>,
  words: boolean,
  args: readonly string[],
): { values: Readonly<Record<string, unknown>>; positionals: string[] } {
  const types = Object.entries(options).map(([name, { type }]) => [
    name,
    { type: type === 'boolean' ? type : 'string', multiple: type === 'strings' } as const,
  ])
  try {
    return parse({ args: [...args], options: Object.fromEntries(types), allowPositionals: words })
  } catch (error) {
    // Node's own sentence, without its advice on how to pass words that look like options.
    const [sentence] = (error as Error).message.split(/\. |\n/)
    throw new UsageError(`${sentence?.replace(/\.$/, '')}.`, { cause: error })
  }
}

function valueGiven(name: string, option: Option, given: unknown): Value {
  switch (option.type) {
    case 'boolean':
      return given === true
    case 'strings':
      return (given as string[] | undefined) ?? []
    case 'string':
      return (given as string | undefined) ?? option.default
    case 'number': {
      if (given === undefined) return option.default
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = option
      const number = Number(given)
      if (/^-?\d+$/.test(String(given)) && Number.isSafeInteger(number) && number >= min && number <= max) {
        return number
      }
      throw new UsageError(
        `Option '--${name}' takes a whole number from ${min}${option.max === undefined ? '' : ` to ${max}`}, not '${given}'.`,
      )
    }
  }
}

const asksForHelp = (args: readonly string[]) => {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).some(arg => arg === '--help' || arg === '-h')
}

/** What `--help` prints. */
export function helpText({ usage, about, options }: Usage<Record<string, Option>>): string {
  const rows = [
    ...Object.entries(options).map(([name, option]) => [left(name, option), right(option)] as const),
    ['--help', 'print this'] as const,
  ]
  const width = Math.max(...rows.map(([option]) => option.length))
  const lines = rows.map(([option, help]) => wrapped(`  ${option.padEnd(width)}  ${help}`, width + 4))
  const text = about.split('\n').map(line => wrapped(line, 0))
  return `${text.join('\n')}\n\n${wrapped(`Usage: ${usage}`, 7)}\n\n${lines.join('\n')}\n`
}

const columns = 80

/** A line as several of at most 80 columns, those behind the first indented; what is in brackets stays together. */
function wrapped(line: string, indent: number): string {
  const lines: string[] = []
  let rest = line
  for (;;) {
    const gaps = [...rest.matchAll(/ (?![^[]*\])/g)].map(({ index }) => index)
    const end = gaps.findLast(gap => gap <= columns && gap >= indent)
    if (rest.length <= columns || end === undefined) return [...lines, rest].join('\n')
    lines.push(rest.slice(0, end))
    rest = ' '.repeat(indent) + rest.slice(end).trim()
  }
}

const left = (name: string, option: Option) =>
  option.type === 'boolean' ? `--${name}` : `--${name} ${option.value}`

const right = (option: Option) =>
  'default' in option && option.default !== undefined
    ? `${option.help} (default ${option.default})`
    : option.help

/** The option that every command with a result for machines has. */
export const jsonOption = {
  json: { type: 'boolean', help: 'end with one JSON object as the last line on stdout' },
} as const satisfies Record<string, Option>

export interface Output {
  /** A line for people: on stdout, or on stderr with `--json`. */
  say(line: string): void
  /** The result for machines, once, at the end; nothing without `--json`. */
  result(value: object): void
}

/** Where a command's lines go. With `--json`, stdout holds the one JSON object and nothing else. */
export function createOutput(
  { json }: { readonly json: boolean },
  { stdout, stderr }: Record<'stdout' | 'stderr', { write(text: string): unknown }> = process,
): Output {
  const people = json ? stderr : stdout
  return {
    say: line => void people.write(`${line}\n`),
    result: value => void (json && stdout.write(`${JSON.stringify(value)}\n`)),
  }
}
