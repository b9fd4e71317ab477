import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createOutput, helpText, jsonOption, readArgs, UsageError } from './args.ts'

const usage = {
  usage: 'npm run demo -- [--orders N] [--json]',
  about: 'Shows what there is.',
  options: {
    orders: { type: 'number', value: 'N', help: 'how many orders', default: 20, min: 1 },
    seed: { type: 'number', value: 'S', help: 'of the random numbers' },
    percent: { type: 'number', value: 'P', help: 'how many fail', max: 100 },
    scenario: { type: 'string', value: 'NAME', help: 'which fault' },
    where: { type: 'strings', value: 'F=V', help: 'which of them' },
    ...jsonOption,
  },
} as const

const read = (...args: string[]) => readArgs(usage, args)

describe('readArgs', () => {
  it('reads an option that may be given several times', () => {
    const several = {
      ...usage,
      options: { only: { type: 'strings', value: 'NAME', help: 'which' } },
    } as const
    expect(readArgs(several, []).only).toEqual([])
    expect(readArgs(several, ['--only', 'a', '--only=b']).only).toEqual(['a', 'b'])
  })

  it('fills in what is not given', () => {
    expect(read()).toEqual({
      orders: 20,
      seed: undefined,
      percent: undefined,
      scenario: undefined,
      where: [],
      json: false,
      words: [],
    })
  })

  it('reads an option as often as it is given, in order', () => {
    expect(read('--where', 'b', '--where=a').where).toEqual(['b', 'a'])
  })

  it('reads numbers, texts and switches', () => {
    expect(read('--orders', '5', '--seed=0', '--percent=100', '--scenario', 'broker-dies', '--json')).toEqual(
      {
        orders: 5,
        seed: 0,
        percent: 100,
        scenario: 'broker-dies',
        where: [],
        json: true,
        words: [],
      },
    )
  })

  it.each([
    [['--order', '5'], "Unknown option '--order'."],
    [['--orders'], "Option '--orders <value>' argument missing."],
    [['--orders', '0'], "Option '--orders' takes a whole number from 1, not '0'."],
    [['--orders', '1e3'], "Option '--orders' takes a whole number from 1, not '1e3'."],
    [['--orders', '2.5'], "Option '--orders' takes a whole number from 1, not '2.5'."],
    [['--orders='], "Option '--orders' takes a whole number from 1, not ''."],
    [['--seed=-1'], "Option '--seed' takes a whole number from 0, not '-1'."],
    [['--percent=101'], "Option '--percent' takes a whole number from 0 to 100, not '101'."],
    [['--json=yes'], "Option '--json' does not take an argument."],
    [['five'], "Unexpected argument 'five'."],
  ])('refuses %j in one line', (args, message) => {
    expect(() => read(...args)).toThrow(new UsageError(message))
  })

  it('keeps words where a command takes them', () => {
    const { words } = readArgs({ ...usage, words: true }, ['show', '--json', 'order.created.v1'])
    expect(words).toEqual(['show', 'order.created.v1'])
  })
})

it('helpText says what there is', () => {
  expect(helpText(usage)).toBe(`Shows what there is.

Usage: npm run demo -- [--orders N] [--json]

  --orders N       how many orders (default 20)
  --seed S         of the random numbers
  --percent P      how many fail
  --scenario NAME  which fault
  --where F=V      which of them
  --json           end with one JSON object as the last line on stdout
  --help           print this
`)
})

it('helpText is no wider than a terminal, and keeps options whole', () => {
  const wide = helpText({
    usage: `npm run demo -- show ID | ${Array.from({ length: 9 }, (_, i) => `[--option${i} NAME]`).join(' ')}`,
    about: `Runs it.\n${'word '.repeat(40)}`,
    options: { long: { type: 'boolean', help: 'says a lot, '.repeat(12).trim() } },
  })
  const lines = wide.split('\n')
  expect(lines.filter(line => line.length > 80)).toEqual([])
  expect(wide.match(/\[--option\d NAME\]/g)).toHaveLength(9)
  const [first, ...others] = lines.filter(line => line.includes('a lot'))
  expect(first).toMatch(/^ {2}--long {2}says/)
  expect(others).not.toEqual([])
  for (const line of others) expect(line).toMatch(/^ {10}\S/)
})

describe('createOutput', () => {
  const written = (json: boolean) => {
    const lines = { stdout: '', stderr: '' }
    const into = (name: 'stdout' | 'stderr') => ({
      write: (text: string) => {
        lines[name] += text
      },
    })
    const { say, result } = createOutput({ json }, { stdout: into('stdout'), stderr: into('stderr') })
    say('at work')
    result({ orders: 1 })
    return lines
  }

  it('writes for people on stdout', () => {
    expect(written(false)).toEqual({ stdout: 'at work\n', stderr: '' })
  })

  it('keeps stdout for the one JSON object with --json', () => {
    expect(written(true)).toEqual({ stdout: '{"orders":1}\n', stderr: 'at work\n' })
  })
})

it('every command says what it does by helpText, so that none is wider', async () => {
  const root = new URL('../../../', import.meta.url)
  const commands = await readFile(new URL('tools/run.mjs', root), 'utf8')
  const scripts = [...commands.matchAll(/script: '([^']+)'/g)].map(([, path]) => path as string)
  expect(scripts.length).toBeGreaterThan(10)
  for (const script of scripts) {
    const text = await readFile(new URL(script, root), 'utf8')
    expect(text, script).toMatch(/\b(parseArgs|readArgs|helpText)\(/)
  }
})
