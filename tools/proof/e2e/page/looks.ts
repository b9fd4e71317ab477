import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

// In words, since the types of a browser are not at hand here.

/** By how many pixels a page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

/** What the element with the focus says. */
export const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate('document.activeElement?.textContent')

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds that keeps people out, in a line each. */
export const seriousIssues = (page: Page): Promise<string[]> => issues(page, ['serious', 'critical'])

/** All that axe finds, or what is so bad, in a line each. */
export async function issues(page: Page, impacts?: readonly string[]): Promise<string[]> {
  await page.evaluate(await readFile(axePath, 'utf8'))
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults
  return violations
    .filter(({ impact }) => impacts?.includes(impact ?? '') ?? true)
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}
