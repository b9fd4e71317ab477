import { relative } from 'node:path'
import { checkGenerated, writeGenerated } from '../generate/generate.ts'
import { command, UsageError } from './command.ts'
import { schemasOption } from './options.ts'

const formats = ['ts', 'js'] as const

export const generate = command(
  'writes types, schemas and validators from the schemas of a folder',
  {
    ...schemasOption,
    output: { type: 'string', value: 'FOLDER', default: 'src/generated', help: 'of the generated files' },
    format: {
      type: 'string',
      value: 'ts|js',
      default: 'ts',
      help: 'TypeScript that Node runs as it is, or JavaScript with .d.ts',
    },
    from: {
      type: 'string',
      value: 'NAME',
      default: '@orderflow/event-contracts',
      help: 'what the generated files import this package as',
    },
    check: { type: 'boolean', help: 'writes nothing, names what has drifted, and exits 1 if anything has' },
  },
  async ({ schemas, output, from, check, format: asked }) => {
    const format = formats.find(each => each === asked)
    if (format === undefined) throw new UsageError(`--format takes ${formats.join(' or ')}, not '${asked}'`)
    const folders = { schemas, output, format, from }
    const { paths, unused } = await (check ? checkGenerated(folders) : writeGenerated(folders))
    for (const path of unused) console.log(`${path} is no event, as its name does not end in .v<N>.json`)
    for (const path of paths) console.log(`${check ? 'drifted' : 'wrote'} ${relative('.', path)}`)
    if (paths.length === 0) console.log('the generated files are up to date')
    return check && paths.length > 0 ? 1 : 0
  },
)
