import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { drifted, generate } from '../generate/generate.ts'
import type { Command } from './command.ts'

/** Types and validators from the schemas of a folder; with `--check` it names what has drifted, and exits 1. */
export const command: Command = {
  usage:
    'generate [--schemas schemas] [--output src/generated] [--check]: types and validators from the schemas',
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        schemas: { type: 'string', default: 'schemas' },
        output: { type: 'string', default: 'src/generated' },
        check: { type: 'boolean', default: false },
      },
    })
    const paths = await (values.check ? drifted(values) : generate(values))
    for (const path of paths) console.log(`${values.check ? 'drifted' : 'wrote'} ${relative('.', path)}`)
    return values.check && paths.length > 0 ? 1 : 0
  },
}
