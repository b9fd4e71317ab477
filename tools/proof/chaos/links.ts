import { findFreePort } from '@orderflow/embedded'
import { type TcpProxy, tcpProxy } from '@orderflow/test-servers/tcp-proxy'
import { freePorts, type SystemOptions } from '../../dev/lib/system.ts'

/** The ways from the services to the servers. */
export interface Links {
  readonly kafka: TcpProxy
  readonly postgres: TcpProxy
}

/** Proxies before servers that are still to be started, and the options that make the services go through them. */
export async function openLinks(): Promise<{
  links: Links
  system: Pick<SystemOptions, 'ports' | 'kafkaSettings' | 'via'>
  close(): Promise<void>
}> {
  const host = '127.0.0.1'
  const direct = { kafka: await findFreePort(), postgres: await findFreePort() }
  const links = {
    kafka: await tcpProxy({ host, port: direct.kafka }, await findFreePort()),
    postgres: await tcpProxy({ host, port: direct.postgres }, await findFreePort()),
  }
  const broker = `${host}:${links.kafka.port}`
  return {
    links,
    system: {
      ports: { ...freePorts, ...direct },
      // A client goes where the broker says that it is.
      kafkaSettings: { 'advertised.listeners': `CLIENTS://${broker}` },
      via: {
        brokers: [broker],
        adminUrl(url) {
          const through = new URL(url)
          through.port = String(links.postgres.port)
          return through.href
        },
      },
    },
    async close() {
      await Promise.all([links.kafka.close(), links.postgres.close()])
    },
  }
}
