import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { type ServiceName, services } from '../../dev/lib/services.ts'
import { freePorts, projectRoot, type System, startSystem } from '../../dev/lib/system.ts'
import { endedOrders } from './orders.ts'
import { isSound, openapiLines, openapiResult } from './report.ts'
import { type Asking, schemathesis } from './schemathesis.ts'

const names = services.map(({ name }) => name)
const usage = `node tools/run.mjs openapi [${names.join('] [')}] [--examples N] [--seed S] [--json]`
const args = parseArgs({
  usage,
  about:
    'Starts the whole system on this machine and has schemathesis ask every service what its OpenAPI document allows and ' +
    'what it forbids: no answer may be one that the document does not have.\nWith words, only those services.',
  words: true,
  options: {
    examples: { type: 'number', value: 'N', default: 10, min: 1, help: 'cases made of each operation' },
    seed: { type: 'number', value: 'S', default: 1, help: 'the same cases again' },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)
const log = (line: string) => process.stderr.write(`${line}\n`)

await runCommand(async signal => {
  const stray = args.words.find(word => !names.includes(word as ServiceName))
  if (stray !== undefined) {
    process.stderr.write(`There is no service ${stray}. Usage: ${usage}\n`)
    return 2
  }
  const ask = await schemathesis(log)
  const dataDir = join(projectRoot, '.data', 'openapi')
  const env = { AUTHENTICATION: 'on', REQUEST_TIMEOUT_MS: '60000' } // however busy the machine
  const system = await startSystem({ dataDir, fresh: true, ports: freePorts, env, log, signal })
  try {
    const chosen = names.filter(name => args.words.length === 0 || args.words.includes(name))
    log('Asking…')
    const askings = await askingsOf(chosen, system, dataDir)
    const asked = Object.fromEntries(
      await Promise.all(askings.map(async ([name, asking]) => [name, await ask(asking)] as const)),
    )
    for (const line of openapiLines(asked)) say(line)
    result({ seed: args.seed, examples: args.examples, services: openapiResult(asked) })
    return Object.values(asked).every(isSound) ? 0 : 1
  } finally {
    log('Stopping…')
    await system.stop()
  }
})

async function askingsOf(
  chosen: readonly ServiceName[],
  system: System,
  dataDir: string,
): Promise<(readonly [ServiceName, Asking])[]> {
  const token = (await system.orders.authorization?.())?.replace('Bearer ', '') ?? ''
  const known = { orderId: await endedOrders(system), productId: ['prod-1', 'prod-2'] }
  return await Promise.all(
    chosen.map(async name => {
      const folder = join(dataDir, 'schemathesis', name)
      await mkdir(folder, { recursive: true })
      const url = system.endpoints().services[name] as string
      const { examples, seed } = args
      return [name, { url, token, examples, seed, known, folder }] as const
    }),
  )
}
