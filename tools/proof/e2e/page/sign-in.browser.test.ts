import { findFreePort } from '@orderflow/embedded'
import { createLogger, loadConfig } from '@orderflow/service-kit'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createIssuer } from '../../../run/issuer/app.ts'
import { configSchema } from '../../../run/issuer/config.ts'
import { openBrowser } from '../../page/browser.ts'
import { type Rehearsal, startRehearsal } from '../../page/rehearsal.ts'

type Issuer = Awaited<ReturnType<typeof createIssuer>>

const sizes = [
  ['desktop', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const

describe('the live page signs in', () => {
  let browser: Browser
  let rehearsal: Rehearsal | undefined
  let issuer: Issuer | undefined
  let context: BrowserContext
  let page: Page
  let issuerPort: number
  let pagePort: number
  const complaints: string[] = []

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    ;[issuerPort, pagePort] = [await findFreePort(), await findFreePort()]
    complaints.length = 0
  })
  afterEach(async () => {
    await context?.close()
    await rehearsal?.stop()
    await issuer?.close()
    rehearsal = undefined
    issuer = undefined
  })

  /** The issuer on its port: a new one has another key, and has forgotten everybody. */
  async function startIssuer(settings: Readonly<Record<string, string>> = {}) {
    await issuer?.close()
    const config = loadConfig(configSchema, {
      ISSUER_URL: `http://127.0.0.1:${issuerPort}`,
      ISSUER_SECRET: 'any of 16 characters',
      ISSUER_REDIRECT_URIS: `http://127.0.0.1:${pagePort}/,http://localhost:${pagePort}/`,
      ...settings,
    })
    issuer = await createIssuer(config, createLogger({ service: 'issuer', level: 'silent' }))
    await issuer.listen({ host: '127.0.0.1', port: issuerPort })
  }

  async function open(
    viewport: { width: number; height: number } = sizes[0][1],
    authentication: 'on' | 'off' = 'on',
  ) {
    rehearsal = await startRehearsal(10, {
      port: pagePort,
      AUTHENTICATION: authentication,
      JWT_ISSUER: `http://127.0.0.1:${issuerPort}`,
    })
    context = await browser.newContext({ viewport })
    page = await context.newPage()
    page.setDefaultTimeout(60_000)
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(String(error.stack)))
    await page.goto(`${rehearsal.url}/#/orders`)
  }

  const isLive = () => page.locator('[data-connection=live]').waitFor()
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const panel = () => page.locator('[data-session]')
  const overflow = () =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  const kept = async (): Promise<{ access: string; refresh: string }> =>
    JSON.parse((await page.evaluate("sessionStorage.getItem('tokens')")) as string)

  test.each(sizes)('%s: without being asked, comes back to its view, and out again', async (_, viewport) => {
    await startIssuer()
    await open(viewport)
    await isLive()
    expect(page.url()).toBe(`${rehearsal?.url}/#/orders`)
    await page.reload()
    await isLive()
    expect(complaints).toEqual([])
    expect(await overflow()).toBe(0)

    await button('Sign out').click()
    await panel().waitFor()
    expect(await panel().textContent()).toContain('Sign in to see orders')
    expect(await page.locator('[data-connection=signed-out]').textContent()).toBe('Signed out')
    expect(await button('Sign out').count()).toBe(0)
    expect(await overflow()).toBe(0)
    await page.reload()
    await panel().waitFor()
    expect(complaints).toEqual([])

    await button('Sign in').click()
    await isLive()
    expect(await panel().count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('under the other name of this machine, too', async () => {
    await startIssuer()
    await open()
    await isLive()
    await page.goto(`http://localhost:${pagePort}/`)
    await isLive()
    expect(page.url()).toBe(`http://localhost:${pagePort}/`)
    expect(complaints).toEqual([])
  })

  test('nobody is asked where authentication is off', async () => {
    await open(undefined, 'off')
    await isLive()
    expect(await button('Sign out').count()).toBe(0)
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
    expect(complaints).toEqual([])
  })

  test('a token is renewed before its end, with a refresh token that is good once', async () => {
    await startIssuer({ ISSUER_TOKEN_SECONDS: '2' })
    await open()
    await isLive()
    const first = await kept()
    // Whatever asks next renews it.
    await expect
      .poll(async () => {
        await page.getByRole('link', { name: 'Live', exact: true }).click()
        await page.getByRole('link', { name: 'Orders', exact: true }).click()
        return (await kept()).access
      })
      .not.toBe(first.access)
    expect((await kept()).refresh).not.toBe(first.refresh)
    expect(complaints).toEqual([])
  })

  test.each(sizes)('%s: a token that is refused ends in a sentence and a button', async (_, viewport) => {
    await startIssuer()
    await open(viewport)
    await isLive()
    await startIssuer() // another key, and no memory of the refresh token
    await rehearsal?.stop() // the service, too, begins anew, and fetches that key
    rehearsal = await startRehearsal(10, {
      port: pagePort,
      AUTHENTICATION: 'on',
      JWT_ISSUER: `http://127.0.0.1:${issuerPort}`,
    })
    await panel().waitFor()
    expect(await panel().textContent()).toContain('Your sign-in has ended.')
    expect(await overflow()).toBe(0)
    await button('Sign in').click()
    await isLive()
    expect(page.url()).toBe(`${rehearsal.url}/#/orders`)
  })

  test.each([
    [401, 'refused', 'Your sign-in is refused: Not today.'],
    [403, 'You may not see this', 'Not today.'],
  ])('%i of a service is told in its own words, until it lets the page in', async (status, title, words) => {
    await startIssuer()
    await open()
    await isLive()
    await page.route('**/stream', route =>
      route.fulfill({ status, contentType: 'application/problem+json', body: '{"detail":"Not today."}' }),
    )
    await page.reload()
    await panel().waitFor()
    expect(await panel().textContent()).toContain(title)
    expect(await panel().textContent()).toContain(words)
    await page.unroute('**/stream')
    await button('Sign in').click()
    await isLive()
    expect(await panel().count()).toBe(0)
  })

  test('an issuer that is away is named, and asked again by the button', async () => {
    await open()
    await panel().waitFor()
    expect(await panel().textContent()).toContain(`http://127.0.0.1:${issuerPort}, does not answer`)
    await startIssuer()
    await button('Sign in').click()
    await isLive()
  })

  test('an issuer that refuses says why', async () => {
    await startIssuer({ ISSUER_REDIRECT_URIS: `http://127.0.0.1:${pagePort}/other` })
    await open()
    await expect.poll(() => page.textContent('body')).toContain('redirect_uri')
    await startIssuer()
    await page.goto(`${rehearsal?.url}/?error=access_denied&error_description=Not+today&state=forged&iss=x`)
    await panel().waitFor()
    expect(await panel().textContent()).toContain('The sign-in failed')
    expect(await page.evaluate("sessionStorage.getItem('tokens')")).toBeNull()
    await button('Sign in').click()
    await isLive()
  })
})
