import { jsonOption, type Option, type Usage } from '../../dev/lib/args.ts'
import type { Mutant } from './mutants/mutant.ts'
import type { Scenario } from './scenario.ts'

export const usage = {
  usage:
    'npm run chaos -- [--list] [--scenario NAME] [--all] [--short] [--seed S] [--write] [--mutants] [--mutant NAME] [--root DIR] [--json]',
  about:
    "Puts the system on real brokers under load and through a fault, then compares\nthe load's own record of acknowledged orders with all databases, all topics and\nall dead letters.",
  options: {
    list: { type: 'boolean', help: 'name the scenarios and how long they take' },
    scenario: { type: 'strings', value: 'NAME', help: 'which fault; may be given several times' },
    all: { type: 'boolean', help: 'every scenario' },
    short: { type: 'boolean', help: 'the short form of each: a minute or two' },
    seed: { type: 'number', value: 'S', help: 'the same seed gives the same orders and faults', default: 1 },
    write: { type: 'boolean', help: 'with --all, write the figures into docs/guarantees.md' },
    patience: {
      type: 'number',
      value: 'S',
      help: 'seconds that orders may take to end again after a fault',
      default: 300,
      min: 1,
      max: 86_400,
    },
    mutants: { type: 'boolean', help: 'the harness on trial: does it find bugs that are put into copies?' },
    mutant: { type: 'strings', value: 'NAME', help: 'only this bug; may be given several times' },
    root: { type: 'string', value: 'DIR', help: "run another copy of the project's, by its own harness" },
    ...jsonOption,
  },
} as const satisfies Usage<Record<string, Option>>

/**
 * The scenarios that a command line asks for.
 *
 * @returns a sentence where there is no such scenario, or none is asked for
 */
export function chosen(
  scenarios: readonly Scenario[],
  { all, scenario: names }: { readonly all: boolean; readonly scenario: readonly string[] },
): readonly Scenario[] | string {
  const known = scenarios.map(({ name }) => name).join(', ')
  if (all && names.length > 0) return 'Give --all or --scenario, not both.'
  if (all) return scenarios
  if (names.length === 0) return `Name a scenario with --scenario, or all with --all. There are ${known}.`
  const unknown = names.find(name => !scenarios.some(one => one.name === name))
  if (unknown !== undefined) return `There is no scenario ${unknown}; there are ${known}.`
  return scenarios.filter(({ name }) => names.includes(name))
}

/**
 * The mutants that a command line asks for: all of them, or those that it names.
 *
 * @returns a sentence where there is no such mutant, or what else is asked for does not go with mutants
 */
export function chosenMutants(
  mutants: readonly Mutant[],
  asked: { readonly mutant: readonly string[]; readonly all: boolean; readonly scenario: readonly string[] },
): readonly Mutant[] | string {
  const { mutant: names, all, scenario } = asked
  if (all || scenario.length > 0)
    return 'Each mutant has its scenario: give --mutants without --scenario or --all.'
  const unknown = names.find(name => !mutants.some(one => one.name === name))
  if (unknown !== undefined) {
    return `There is no mutant ${unknown}; there are ${mutants.map(({ name }) => name).join(', ')}.`
  }
  return names.length === 0 ? mutants : mutants.filter(({ name }) => names.includes(name))
}

/** What `--list` prints: a line or two for each. */
export function listLines(scenarios: readonly Scenario[]): string[] {
  return scenarios.flatMap(({ name, row, about, brokers, short, full }) => [
    `${String(row).padStart(2)}  ${name}${brokers === 3 ? ' (3 brokers)' : ''}: ${minutes(full)} in full, ${minutes(short)} short`,
    `    ${about}`,
  ])
}

const minutes = ({ minutes }: { readonly minutes: number }) => `${minutes} min`
