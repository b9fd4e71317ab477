import type { HttpApp } from '@orderflow/service-kit'
import type { LivePageConfig } from './config.ts'
import { pageRoutes } from './page.ts'
import { pageConfigRoute, serviceUrls, signInOf } from './page-config.ts'

/** The live page and what it asks for about its surroundings, beside the routes of the service that serves it. */
export function livePage(app: HttpApp, config: LivePageConfig): void {
  pageConfigRoute(app, config)
  pageRoutes(app, {
    connect: [
      ...Object.values(serviceUrls(config)),
      config.CONTROL_URL ?? [],
      signInOf(config)?.issuer ?? [],
    ].flat(),
  })
}
