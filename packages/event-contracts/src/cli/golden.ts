import { join } from 'node:path'
import { cloudEvent, recordGolden, verifyGolden } from '../golden/index.ts'
import { command } from './command.ts'
import { loadEvents } from './load-events.ts'
import { eventsOption, goldenOption } from './options.ts'

export const golden = command(
  "records an event of each new version, of its schema's example, and verifies those recorded",
  {
    ...eventsOption,
    ...goldenOption,
    source: {
      type: 'string',
      value: 'URI',
      help: "ce_source of what is recorded; urn: and the events' namespace if not given",
    },
    check: { type: 'boolean', help: 'records nothing' },
  },
  async ({ events: file, golden: folder, source, check }) => {
    const events = await loadEvents(file)
    const encode = cloudEvent(source ?? `urn:${events.namespace}`)
    const recorded = check ? [] : await recordGolden(events.all, folder, encode)
    for (const topic of recorded) console.log(`recorded ${join(folder, `${topic}.json`)}`)
    const flaws = await verifyGolden(events, folder)
    for (const { file, sentence } of flaws) console.error(`${join(folder, file)} ${sentence}`)
    if (flaws.length === 0) console.log(`the golden events of ${events.all.length} versions are understood`)
    return flaws.length > 0 ? 1 : 0
  },
)
