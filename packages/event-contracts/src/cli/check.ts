import { checkContracts, reportLines } from '../check/index.ts'
import { command, UsageError } from './command.ts'
import { goldenOption, schemasOption } from './options.ts'

export const check = command(
  'refuses changes of schemas that old consumers or old events would not survive',
  {
    ...schemasOption,
    ...goldenOption,
    exceptions: {
      type: 'string',
      value: 'FILE',
      default: 'exceptions.json',
      help: 'the tightenings that were let through, each with its reason',
    },
    base: {
      type: 'string',
      value: 'REV',
      help: 'compares with this revision, not with where the branch left main, the last release or the publication',
    },
    against: { type: 'string', value: 'FOLDER', help: 'compares with the same folders in another one' },
    portable: {
      type: 'boolean',
      help: 'also refuses what validators of other languages read differently',
    },
    json: { type: 'boolean', help: 'one JSON object on stdout, the sentences on stderr' },
  },
  async ({ schemas, golden, exceptions, base, against, portable, json }) => {
    if (base !== undefined && against !== undefined) {
      throw new UsageError('--base and --against are two things to compare with: name one')
    }
    const places = { root: process.cwd(), schemas: plain(schemas), golden: plain(golden), exceptions }
    const asked = { ...(base !== undefined && { base }), ...(against !== undefined && { against }), portable }
    const { report, says } = await checkContracts(places, asked)
    for (const line of reportLines(report, says, exceptions)) (json ? console.error : console.log)(line)
    if (json) console.log(JSON.stringify(report))
    return report.compatible ? 0 : 1
  },
)

/** As git names it: from here, with slashes. */
function plain(folder: string): string {
  const path = folder.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '')
  if (/^(?:\/|[A-Za-z]:|\.\.(?:\/|$)|\.?$)/.test(path)) {
    throw new UsageError(`'${folder}' is to be a folder below this one, so that git knows its history`)
  }
  return path
}
