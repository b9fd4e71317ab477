import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { describe } from 'vitest'
import { supervise } from '../../../dev/lib/supervise.ts'
import {
  type Control,
  controlAddress,
  controlEnvironment,
  startControl,
} from '../../../run/start/control/index.ts'
import { chromiumMissing, findChromium, openBrowser } from '../../page/browser.ts'
import { openShop, type Shop } from '../shop.ts'

const found = findChromium() !== undefined
const skip = process.env.ORDERFLOW_BROWSER_TESTS === 'skip'
if (!found && !skip && process.env.CI === 'true') throw new Error(chromiumMissing)
if (!found) process.stderr.write(`The tests of the live page are skipped. ${chromiumMissing}\n`)

/** Tests in a real browser; skipped, with a line that says so, where there is none. */
export const describeInBrowser = found && !skip ? describe : describe.skip

/** A whole system with its page, as `npm start` runs it, and a browser to look at it. */
export interface Stage {
  readonly shop: Shop
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
  const address = await controlAddress(0)
  const shop = await openShop({ serviceEnv: { reporting: controlEnvironment(address) } })
  const stopping = new AbortController()
  let control: Control | undefined
  let browser: Browser | undefined
  const stop = async () => {
    stopping.abort()
    await browser?.close()
    await control?.stop()
    await shop.stop()
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
      url,
      stop,
      open: async options => await watch(await (browser as Browser).newPage(options), url),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What Chromium says of its requests when a network interface comes or goes, as that of another test's container. */
const networkChanged = 'ERR_NETWORK_CHANGED'

async function watch(page: Page, url: string): Promise<Watched> {
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
