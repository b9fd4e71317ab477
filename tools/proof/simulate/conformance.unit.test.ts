import { expect, it } from 'vitest'
import { overTheWire, realShell } from './shell.ts'
import {
  type Delivery,
  emptyTally,
  type Message,
  recordSchedule,
  runSchedule,
  type ServiceState,
  type Tables,
} from './simulator/index.ts'
import { system } from './system/index.ts'

const asSent = ({ topic, key, data, sequence, headers }: Message) => {
  return {
    topic,
    key,
    data: JSON.parse(JSON.stringify(data)),
    sequence: String(sequence),
    copyOf: headers.ce_copyof,
  }
}

/** Rows without the ids of their causes, which are UUIDs on the wire; a ledger's are in its entries. */
const comparable = (tables: Tables) =>
  Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [
      name,
      [...rows].map(([key, row]) => [
        key,
        Array.isArray(row) ? row.map(entry => ({ ...entry, clearedBy: '' })) : { ...row, causeId: '' },
      ]),
    ]),
  )

it('does in every batch what decideBatch does with the same records over the wire', async () => {
  let batches = 0
  for (let number = 0; number < 200; number++) {
    const tally = emptyTally()
    const commits: {
      state: ServiceState
      taken: readonly Delivery[]
      messages: readonly Message[]
      at: string
    }[] = []
    const onCommit = (
      state: ServiceState,
      taken: readonly Delivery[],
      messages: readonly Message[],
      at: string,
    ) => {
      commits.push({ state, taken, messages: [...messages], at })
    }
    expect(runSchedule(system, { seed: 4, number }, { tally, onCommit })).toBeUndefined()
    if (tally.forgottenInboxes > 0) continue // the real inbox does not forget
    if (tally.deadLetters > 0) continue // nothing throws here, so the real shell would make none
    if (tally.deployments > 0) continue // the shell is of one release

    const { scenario } = recordSchedule(system, { seed: 4, number }).schedule
    const shells = new Map<ServiceState, ReturnType<typeof realShell>>()
    for (const { state, taken, messages, at } of commits) {
      const shell = shells.get(state) ?? realShell(state.service, state.service.twin.create(scenario))
      shells.set(state, shell)
      const { outcomes, sent } = await shell.process(
        taken.map(delivery => overTheWire(delivery, state.service)),
        at,
      )
      expect(outcomes.map(({ status }) => status)).not.toContain('dead-lettered')
      expect(sent).toEqual(messages.map(asSent))
      batches++
    }
    for (const [state, { tables }] of shells) expect(comparable(tables)).toEqual(comparable(state.tables))
  }
  expect(batches).toBeGreaterThan(2_000)
}, 60_000)
