import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where Debian, others, and macOS have it; `CHROMIUM` names another place. */
const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The Chromium of this machine; undefined if there is none. */
export const findChromium = (): string | undefined =>
  places.find(path => path !== undefined && path !== '' && existsSync(path))

/** What to do where there is none. */
export const chromiumMissing =
  'There is no Chromium: install it (Debian: `apt-get install chromium`), or name one in CHROMIUM.'

/**
 * Opens the machine's Chromium without a window. It asks no other host for anything: neither for updates, nor to
 * report, nor by QUIC.
 *
 * @throws Error if there is none
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error(chromiumMissing)
  return await chromium.launch({
    executablePath,
    // Chromium refuses to run its sandbox as root, which is who runs in a container.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
