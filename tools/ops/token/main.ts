import { ServiceError } from '@orderflow/service-kit'
import { parseArgs } from '../../dev/lib/args.ts'
import { bearer } from '../../dev/lib/bearer.ts'
import { readEndpoints } from '../../dev/lib/endpoints.ts'
import { runCommand } from '../../dev/lib/run-command.ts'

const usage = 'node tools/run.mjs token [SUBJECT] [--scope SCOPES]'
const args = parseArgs({
  usage,
  about:
    "Prints the header with a token of the running system, for curl's -H: of the operator, who may do\n" +
    'everything, or of the customer SUBJECT, who places, sees and cancels their own orders.',
  words: true,
  options: {
    scope: { type: 'string', value: 'SCOPES', help: 'what it may do, as "orders:read stock:read"' },
  },
})

await runCommand(async () => {
  const [subject, ...more] = args.words
  if (more.length > 0) {
    process.stderr.write(`Name one subject. Usage: ${usage}\n`)
    return 2
  }
  const { issuer } = await readEndpoints()
  if (issuer === undefined)
    throw new ServiceError('NO_ISSUER', 'The running system has no issuer: it asks nobody for a token.')
  process.stdout.write(`Authorization: ${await bearer(issuer, { subject, scope: args.scope })()}\n`)
  return 0
})
