import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { findFreePort, type ServerProcess } from '@orderflow/embedded'
import type { Issuer } from './bearer.ts'
import { childEnvironment } from './child-environment.ts'
import { isReady } from './is-ready.ts'
import { nodeProcess } from './node-process.ts'

export interface IssuerProcess extends Issuer {
  readonly process: ServerProcess
}

/**
 * The development issuer's process, not yet started. Its key outlives it, and so do its tokens; its secret is another each time.
 *
 * @param port 0 takes a free one
 * @param pageUrl `http://127.0.0.1:port` of the page that may sign in, if there is one
 */
export async function issuerProcess({
  dataDir,
  port,
  pageUrl,
}: {
  readonly dataDir: string
  readonly port: number
  readonly pageUrl: string | undefined
}): Promise<IssuerProcess> {
  const url = `http://127.0.0.1:${port || (await findFreePort())}`
  const clientSecret = randomBytes(32).toString('base64url')
  const process = nodeProcess({
    title: 'The issuer',
    name: 'issuer',
    main: new URL('../../run/issuer/main.ts', import.meta.url),
    dataDir,
    env: childEnvironment({
      HOST: '127.0.0.1',
      PORT: new URL(url).port,
      ISSUER_URL: url,
      ISSUER_SECRET: clientSecret,
      ISSUER_REDIRECT_URIS: pageUrl === undefined ? '' : redirectUris(pageUrl),
      ISSUER_KEY_FILE: join(dataDir, 'issuer-key.json'),
    }),
    stopWithinMs: 5_000,
    startWithinMs: 60_000,
    isReady: pid => isReady(url, pid),
  })
  return { process, url, clientId: 'developer', clientSecret }
}

/** The page under both names of this machine. */
const redirectUris = (pageUrl: string) =>
  [`${pageUrl}/`, `${pageUrl.replace('127.0.0.1', 'localhost')}/`].join(',')
