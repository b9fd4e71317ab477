import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GatewaySimulator, startGatewaySimulator } from '@orderflow/test-servers/gateway'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { supervise } from '../../../dev/lib/supervise.ts'
import {
  type Control,
  controlAddress,
  controlEnvironment,
  startControl,
} from '../../../run/start/control/index.ts'
import { prometheusFolder } from '../../observability/files.ts'
import { chromiumMissing, findChromium, openBrowser } from '../../page/browser.ts'
import { openShop, type Shop } from '../shop.ts'

/** A whole system with its page, as `npm start` runs it, and a browser to look at it. */
export interface Stage {
  readonly shop: Shop
  /** What payment asks: it can be broken. */
  readonly gateway: GatewaySimulator
  readonly url: string
  open(options?: BrowserContextOptions): Promise<Watched>
  stop(): Promise<void>
}

/** A page, and what its console has complained about. */
export interface Watched {
  readonly page: Page
  readonly complaints: readonly Complaint[]
}

export interface Complaint {
  readonly text: string
  /** What was asked for, if an answer failed. */
  readonly url: string
}

export async function openStage(): Promise<Stage> {
  if (findChromium() === undefined) throw new Error(chromiumMissing)
  const address = await controlAddress(0)
  const gateway = await startGatewaySimulator()
  const rules = await rulesOfNow()
  const shop = await openShop({
    gatewayUrl: gateway.url,
    serviceEnv: { reporting: { ...controlEnvironment(address), ALERT_RULES: rules } },
  }).catch(async error => {
    await gateway.stop()
    throw error
  })
  const stopping = new AbortController()
  let control: Control | undefined
  let browser: Browser | undefined
  const stop = async () => {
    stopping.abort()
    await browser?.close()
    await control?.stop()
    await shop.stop()
    await gateway.stop()
    await rm(rules, { recursive: true })
  }
  try {
    control = await startControl({ address, servers: shop.processes, endpoints: shop.endpoints })
    const options = { signal: stopping.signal, log: () => {}, onChange: () => {} }
    for (const [name, { server, stoppedOnPurpose }] of control.processes)
      supervise(name, server, { ...options, stoppedOnPurpose })
    browser = await openBrowser()
    const url = shop.addresses.reporting as string
    return {
      shop,
      gateway,
      url,
      stop,
      open: async options => await watch(await (browser as Browser).newPage(options), url),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The rules but those of objectives, which tell of the half hour before: after an incident they are not over with it. */
async function rulesOfNow(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'orderflow-rules-'))
  const filter = (path: string) => !path.endsWith('slo.yml')
  await cp(join(prometheusFolder, 'rules'), folder, { recursive: true, filter })
  return folder
}

/** What Chromium says of its requests when a network interface comes or goes, as that of another test's container. */
const networkChanged = 'ERR_NETWORK_CHANGED'

async function watch(page: Page, url: string): Promise<Watched> {
  page.setDefaultTimeout(60_000) // how long anything takes is the machine's affair
  const complaints: Complaint[] = []
  let interrupted = false
  page.on('console', message => {
    if (message.type() !== 'error') return
    if (message.text().includes(networkChanged)) interrupted = true
    else complaints.push({ text: message.text(), url: message.location().url })
  })
  page.on('pageerror', error => complaints.push({ text: String(error.stack), url: '' }))
  for (;;) {
    interrupted = false
    try {
      await page.goto(url)
      await page.locator('[data-connection=live]').waitFor()
      return { page, complaints }
    } catch (error) {
      if (!interrupted && !String(error).includes(networkChanged)) throw error
    }
  }
}
