import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EventError } from '../define/errors.ts'
import type { Events } from '../define/events.ts'

/**
 * What `defineEvents` returned, from the module that exports it under any name.
 *
 * @throws EventError `EVENTS_UNREADABLE`, `EVENTS_NOT_EXPORTED`
 */
export async function loadEvents(file: string): Promise<Events> {
  const path = resolve(file)
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href).catch(cause => {
    // A table that cannot be says so in a sentence of its own.
    if (cause instanceof EventError) throw cause
    throw new EventError('EVENTS_UNREADABLE', `${file} cannot be imported: ${cause.message}`, cause)
  })
  const found = [module.events, module.default, ...Object.values(module)].find(isEvents)
  if (found) return found
  throw new EventError('EVENTS_NOT_EXPORTED', `${file} exports no events: export what defineEvents returned`)
}

function isEvents(value: unknown): value is Events {
  const { namespace, contracts, all } = Object(value)
  return typeof namespace === 'string' && typeof contracts === 'object' && Array.isArray(all)
}
