import { readFile, writeFile } from 'node:fs/promises'
import { asyncApi } from '../asyncapi/index.ts'
import { command } from './command.ts'
import { loadEvents } from './load-events.ts'
import { eventsOption } from './options.ts'

export const asyncapi = command(
  'writes an AsyncAPI 3.0 document of the events',
  {
    ...eventsOption,
    title: { type: 'string', value: 'TEXT', help: "of the document; the events' namespace if not given" },
    version: { type: 'string', value: 'TEXT', default: '1.0.0', help: 'of the system' },
    output: { type: 'string', value: 'FILE', help: 'stdout if not given' },
    check: { type: 'boolean', help: 'writes nothing, and exits 1 if the output has drifted' },
  },
  async ({ events: file, title, version, output, check }) => {
    const events = await loadEvents(file)
    const text = `${JSON.stringify(asyncApi(events, { title: title ?? events.namespace, version }), null, 2)}\n`
    if (output === undefined) {
      process.stdout.write(text)
      return 0
    }
    if ((await readFile(output, 'utf8').catch(() => undefined)) === text) {
      console.log(`${output} is up to date`)
      return 0
    }
    if (!check) await writeFile(output, text)
    console.log(`${check ? 'drifted' : 'wrote'} ${output}`)
    return check ? 1 : 0
  },
)
