import { serviceUrls } from '@orderflow/live-page/config'
import type { ServiceContext } from '@orderflow/service-kit'
import type { Config } from '../config.ts'
import { readRules } from './rules.ts'
import { startWatch, type Watching } from './watch.ts'

/**
 * Watches the services as configured; undefined if they are not to be asked, or nobody says where they are.
 *
 * @throws ServiceError `ALERT_RULES_INVALID`
 */
export function startWatchIn(
  context: Pick<ServiceContext, 'pool' | 'logger'>,
  { METRICS_URLS, SERVICE_URLS, METRICS_EVERY_MS: everyMs, ALERT_RULES }: Config,
): Watching | undefined {
  const urls = serviceUrls(METRICS_URLS.length > 0 ? METRICS_URLS : SERVICE_URLS)
  if (everyMs === 0 || Object.keys(urls).length === 0) return undefined
  return startWatch(context, { rules: readRules(ALERT_RULES), urls, everyMs })
}
