import type { HttpApp } from '@orderflow/service-kit'
import { type LivePageConfig, serviceUrls } from './config.ts'
import { pageRoutes } from './page.ts'
import { pageConfigRoute, signInOf } from './page-config.ts'
import { runbookRoute } from './runbooks.ts'

/** The live page and what it asks for about its surroundings, beside the routes of the service that serves it. */
export function livePage(app: HttpApp, config: LivePageConfig): void {
  pageConfigRoute(app, config)
  runbookRoute(app)
  pageRoutes(app, {
    connect: [
      ...Object.values(serviceUrls(config.SERVICE_URLS)),
      config.CONTROL_URL ?? [],
      signInOf(config)?.issuer ?? [],
    ].flat(),
  })
}
