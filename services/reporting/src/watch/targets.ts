import http from 'node:http'
import https from 'node:https'
import { settledWithin } from '@orderflow/messaging/timing'
import { eachSample, parseHead } from './exposition.ts'
import type { Labels } from './labels.ts'
import type { KeptSeries, SeriesStore } from './series.ts'

/** As Prometheus is told in deploy/prometheus. */
const usualWithinMs = 4_000
/** What answers later is taken in then: others are not held up by it. */
const waitMs = 1_000
/** More heads of lines than a service ever has; then they are learnt anew. */
const maxHeads = 20_000

export interface Targets {
  /**
   * Asks every service for its metrics and keeps what is wanted of them, with this time in milliseconds. Resolves when all have
   * answered, after a second at most.
   */
  scrape(atMs: number): Promise<void>
  /** What a service answered last; undefined if it did not. */
  textOf(service: string): string | undefined
}

/**
 * The services whose metrics are asked for, as `job="orderflow"`, with `service` and `instance` as Prometheus names them.
 *
 * @param urls base URLs by service
 * @param withinMs milliseconds after which one that does not answer is given up
 */
export function createTargets(
  urls: Readonly<Record<string, string>>,
  store: SeriesStore,
  withinMs = usualWithinMs,
): Targets {
  const targets = new Map(
    Object.entries(urls).map(([service, url]) => [service, createTarget({ service, url, store, withinMs })]),
  )
  return {
    async scrape(atMs) {
      await settledWithin(waitMs, Promise.all([...targets.values()].map(target => target.scrape(atMs))))
    },
    textOf: service => targets.get(service)?.text(),
  }
}

interface TargetOptions {
  readonly service: string
  readonly url: string
  readonly store: SeriesStore
  readonly withinMs: number
}

function createTarget({ service, url, store, withinMs }: TargetOptions) {
  const own: Labels = { job: 'orderflow', service, instance: new URL(url).host }
  const up = store.series('up', own)
  const heads = new Map<string, KeptSeries | undefined>()
  let present = new Set<KeptSeries>()
  let text: string | undefined

  function seriesOf(head: string): KeptSeries | undefined {
    if (heads.has(head)) return heads.get(head)
    if (heads.size > maxHeads) heads.clear()
    const { name, labels } = parseHead(head)
    const series = store.series(name, { ...labels, ...own })
    heads.set(head, series)
    return series
  }

  let asking: Promise<void> | undefined
  return {
    text: () => text,
    /** One question at a time: who has not answered yet is not asked again. */
    scrape(atMs: number): Promise<void> {
      asking ??= ask(atMs).finally(() => {
        asking = undefined
      })
      return asking
    },
  }

  async function ask(atMs: number): Promise<void> {
    text = await textOf(`${url}/metrics`, withinMs)
    up?.push(atMs, text === undefined ? 0 : 1)
    const before = present
    present = new Set()
    if (text !== undefined)
      eachSample(text, (head, value) => {
        const series = seriesOf(head)
        if (series === undefined) return
        series.push(atMs, value)
        present.add(series)
      })
    for (const series of before) if (!present.has(series)) series.push(atMs, null)
  }
}

/** Characters; an order service has forty thousand. */
const longestText = 10_000_000

/** What an address answers with 200; undefined for anything else, and if it takes too long or is too long. */
function textOf(url: string, withinMs: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const request = (url.startsWith('https:') ? https : http).get(url, response => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', part => {
      text += part
      if (text.length <= longestText) return
      resolve(undefined) // its end may be on its way already
      request.destroy()
    })
    response.on('end', () => resolve(response.statusCode === 200 ? text : undefined))
  })
  const timer = setTimeout(() => request.destroy(), withinMs)
  request.on('error', () => {}) // told by its end
  request.on('close', () => {
    clearTimeout(timer)
    resolve(undefined)
  })
  return promise
}
