import { parseArgs } from 'node:util'

export type Option = { readonly help: string } & (
  | { readonly type: 'boolean' }
  | { readonly type: 'string'; readonly value: string; readonly default?: string }
)

export type Options = Readonly<Record<string, Option>>

type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { type: 'boolean' }
    ? boolean
    : O[Name] extends { default: string }
      ? string
      : string | undefined
}

/** What `event-contracts NAME` does. */
export interface Command {
  /** A line for `event-contracts --help`. */
  readonly about: string
  readonly options: Options
  /**
   * @param args those behind the command's name
   * @returns the exit status: 0, or 1 if there is something to be done about
   * @throws UsageError
   */
  run(args: readonly string[]): Promise<number>
}

/** Arguments that a command does not take. */
export class UsageError extends Error {}

/** A command whose arguments are read before it runs. */
export function command<const O extends Options>(
  about: string,
  options: O,
  run: (values: Values<O>) => Promise<number>,
): Command {
  return { about, options, run: args => run(valuesOf(options, args)) }
}

function valuesOf<O extends Options>(options: O, args: readonly string[]): Values<O> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: Object.fromEntries(
        Object.entries<Option>(options).map(([name, option]) => [
          name,
          option.type === 'string' && option.default !== undefined
            ? { type: 'string', default: option.default }
            : { type: option.type },
        ]),
      ),
    })
    const absent = Object.entries<Option>(options).flatMap(([name, { type }]) =>
      type === 'boolean' ? [[name, false]] : [],
    )
    return { ...Object.fromEntries(absent), ...values } as Values<O>
  } catch (error) {
    // "Unknown option '--x'. To specify a positional argument starting with a '-', …"
    const [sentence = ''] = (error as Error).message.split(/(?<=')\. |\n/)
    throw new UsageError(sentence.replace(/\.$/, ''), { cause: error })
  }
}

/** A line for each option. */
export function helpOf({ options }: Command): string {
  const rows = Object.entries(options).map(([name, option]): [string, string] => {
    const form = option.type === 'string' ? `--${name} ${option.value}` : `--${name}`
    const preset = option.type === 'string' && option.default !== undefined ? ` (${option.default})` : ''
    return [form, `${option.help}${preset}`]
  })
  const width = Math.max(0, ...rows.map(([form]) => form.length))
  return rows.map(([form, help]) => `  ${form.padEnd(width)}  ${help}\n`).join('')
}
