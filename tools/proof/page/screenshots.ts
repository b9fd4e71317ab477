import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { cancelOrders, placeOrders, wave } from '@orderflow/load'
import { parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { supervise } from '../../dev/lib/supervise.ts'
import { freePorts, projectRoot, type System, startSystem } from '../../dev/lib/system.ts'
import { controlAddress, controlEnvironment, startControl } from '../../run/start/control/index.ts'
import { serversOf } from '../../run/start/control/servers.ts'
import { openBrowser } from './browser.ts'

const args = parseArgs({
  usage: 'node tools/run.mjs screenshots [--out FOLDER] [--rate N]',
  about:
    'Takes pictures of the live page: under load, of a compensated order, and while a service is stopped.',
  options: {
    out: { type: 'string', value: 'FOLDER', help: 'where to put them', default: '.data/screenshots' },
    rate: { type: 'number', value: 'N', help: 'orders a second', default: 30, min: 1 },
  },
})

const looks = [
  { name: 'desktop-light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'desktop-dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'phone-light', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { name: 'phone-dark', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const

/** The charts want something to show. */
const warmUpMs = 45_000
/** Long enough for a backlog that can be seen. */
const outageMs = 8_000
const log = (line: string) => process.stderr.write(`${line}\n`)

await runCommand(async signal => {
  const out = resolve(projectRoot, args.out)
  await mkdir(out, { recursive: true })
  const address = await controlAddress(0)
  const dataDir = join(projectRoot, '.data', 'screenshots-system')
  const serviceEnv = { reporting: controlEnvironment(address) }
  const system = await startSystem({ dataDir, fresh: true, ports: freePorts, serviceEnv, log, signal })
  const control = await startControl({
    address,
    servers: serversOf(system),
    endpoints: system.endpoints,
  })
  for (const [name, { server, stoppedOnPurpose }] of control.processes)
    supervise(name, server, { signal, log, onChange: () => {}, stoppedOnPurpose })
  const reporting = system.endpoints().services.reporting as string
  const loading = new AbortController()
  const cancelling = cancelOrders({ ...system.orders, percent: 8, withinMs: 150, seed: 1 })
  const load = placeOrders({
    ...system.orders,
    orders: paced(args.rate, loading.signal),
    concurrency: 16,
    onAccepted: cancelling.onAccepted,
  })
  const browser = await openBrowser()
  try {
    log('Sending orders…')
    // One page in all its looks, so that its charts are as full in each.
    const page = await browser.newPage({ deviceScaleFactor: 1.5 })
    page.setDefaultTimeout(90_000)
    await page.goto(reporting)
    await page.locator('[data-connection=live]').waitFor()
    const picture = async (name: string) => {
      for (const { name: look, viewport, colorScheme } of looks) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        await page.waitForTimeout(3_000)
        await page.screenshot({ path: join(out, `${name}-${look}.png`) })
        log(`${name}-${look}.png`)
      }
    }
    await pause(warmUpMs)
    await picture('live')

    const orderId = await placeOne(system, 'undeliverable-1')
    await pause(5_000)
    await page.goto(`${reporting}/#/orders/${orderId}`)
    await page.locator('[data-event=PaymentRefunded]').waitFor()
    await page.locator('[data-event=StockReleased]').waitFor()
    await picture('journey')

    await page.goto(`${reporting}/#/`)
    await control.processes.get('inventory')?.act('stop')
    await pause(outageMs)
    await picture('stopped')
    return 0
  } finally {
    loading.abort()
    await control.processes.get('inventory')?.act('start')
    await load.then(cancelling.done).catch(() => {})
    await browser.close()
    await control.stop()
    await system.stop()
  }
})

/** Orders of a mixed wave at an even rate, until it is aborted. */
async function* paced(perSecond: number, signal: AbortSignal) {
  for (const order of wave(1_000_000, 1)) {
    if (signal.aborted) return
    yield order
    await pause(1000 / perSecond)
  }
}

async function placeOne({ orders, fetch }: System, customerId: string): Promise<string> {
  const response = await fetch(`${orders.orderUrl}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerId, items: [{ productId: 'prod-7', quantity: 2 }] }),
  })
  return ((await response.json()) as { orderId: string }).orderId
}
