import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:tls'
import type { System } from '../../dev/lib/system.ts'
import { until, withAdmin } from './cluster.ts'

const brokerResource = 4

/**
 * Lets every broker read its key, its certificate and the authorities again, for its listener of clients; connections stay.
 * That the files are where they were is no matter. Resolves when new connections are shown the new certificate; a broker takes a
 * change twice, by the request and by the metadata, and has to be told again where the second one met files of the next change.
 */
export async function reloadCertificates({ kafka, kafkaAccess, kafkaKeys }: System): Promise<void> {
  if (kafkaKeys === undefined) throw new Error('the brokers have no certificates')
  const { keyFile, caFile } = kafkaKeys.security
  const { fingerprint256 } = new X509Certificate(await readFile(keyFile))
  const reload = () =>
    withAdmin(kafkaAccess, admin =>
      admin.alterConfigs({
        validateOnly: false,
        resources: kafka.nodes.map(({ id }) => ({
          type: brokerResource,
          name: String(id),
          configEntries: [
            { name: 'listener.name.clients.ssl.truststore.location', value: caFile },
            { name: 'listener.name.clients.ssl.keystore.location', value: keyFile },
          ],
        })),
      }),
    )
  await reload()
  for (const { address } of kafka.nodes) {
    await until('the broker shows its new certificate', async () => {
      if ((await shownAt(address)) === fingerprint256) return true
      await reload()
      return false
    })
  }
}

async function shownAt(address: string): Promise<string> {
  const { hostname: host, port } = new URL(`tls://${address}`)
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false })
  try {
    await once(socket, 'secureConnect')
    return socket.getPeerCertificate().fingerprint256
  } finally {
    socket.destroy()
  }
}
