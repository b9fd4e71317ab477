import { loadavg } from 'node:os'
import { percentile } from '@orderflow/load'
import type { CDPSession } from 'playwright-core'
import { parseArgs } from '../../dev/lib/args.ts'
import { openBrowser } from './browser.ts'
import { startRehearsal } from './rehearsal.ts'

const args = parseArgs({
  usage: 'node tools/proof/page/frame-times.ts [--seconds N] [--width N]',
  about: 'Measures how smoothly the live page draws in Chromium at 0, 100, 1,000 and 5,000 orders a second.',
  options: {
    seconds: { type: 'number', value: 'N', help: 'how long each rate is watched', default: 20, min: 2 },
    width: {
      type: 'number',
      value: 'N',
      help: "the window's, in pixels: 390 for a phone",
      default: 1440,
      min: 320,
    },
  },
})

/** What the page notes while it is watched: milliseconds between its frames, and of tasks longer than 50 ms. */
interface Noted {
  readonly frames: number[]
  readonly longTasks: number[]
  readonly heap: number
}

/** Begins to note, and to ask for a frame all the time, as the map does while events flow. */
const note = `
  window.noted = { frames: [], longTasks: [] }
  new PerformanceObserver(list => noted.longTasks.push(...list.getEntries().map(entry => entry.duration)))
    .observe({ entryTypes: ['longtask'] })
  let last = performance.now()
  requestAnimationFrame(function next(now) {
    noted.frames.push(now - last)
    last = now
    requestAnimationFrame(next)
  })
`

/** Processor time of the page's main thread: what it needs, whoever else is on the machine. */
async function cpuSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN
}

const browser = await openBrowser()
const row = (...cells: (string | number)[]) => {
  process.stdout.write(`${cells.map((cell, n) => String(cell).padStart(n === 0 ? 10 : 9)).join('')}\n`)
}
row('orders/s', 'frames/s', 'p50 ms', 'p99 ms', 'most ms', '> 50 ms', 'long ms', 'cpu ms/s', 'heap MB')
for (const ordersPerSecond of [0, 100, 1_000, 5_000]) {
  const rehearsal = await startRehearsal(ordersPerSecond)
  const page = await browser.newPage({ viewport: { width: args.width, height: 900 } })
  await page.goto(rehearsal.url)
  await page.locator('[data-connection=live]').waitFor()
  await page.waitForTimeout(3_000)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.evaluate(note)
  const before = await cpuSeconds(session)
  await page.waitForTimeout(args.seconds * 1000)
  const cpu = (await cpuSeconds(session)) - before
  const noted = (await page.evaluate('({ ...noted, heap: performance.memory.usedJSHeapSize })')) as Noted
  const frames = noted.frames.slice(1)
  row(
    ordersPerSecond,
    (frames.length / args.seconds).toFixed(1),
    percentile(frames, 0.5).toFixed(1),
    percentile(frames, 0.99).toFixed(1),
    Math.max(...frames).toFixed(1),
    frames.filter(milliseconds => milliseconds > 50).length,
    Math.round(noted.longTasks.reduce((sum, each) => sum + each, 0)),
    ((cpu / args.seconds) * 1000).toFixed(0),
    (noted.heap / 1e6).toFixed(1),
  )
  await page.close()
  await rehearsal.stop()
}
await browser.close()
process.stdout.write(`Load average of the machine at the end: ${loadavg()[0]?.toFixed(1)}\n`)
