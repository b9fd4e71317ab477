import { Agent, request } from 'node:http'

/**
 * Posts JSON over connections that are kept.
 *
 * @throws Error when the answer is none of 2xx
 */
export function poster(base: string, connections: number): (path: string, body: unknown) => Promise<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return (path, body) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body)
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': Buffer.byteLength(text),
      }
      const sent = request(base + path, { method: 'POST', agent, headers }, answer => {
        let received = ''
        answer.setEncoding('utf8').on('data', chunk => {
          received += chunk
        })
        answer.on('end', () => {
          const { statusCode = 0 } = answer
          if (statusCode >= 200 && statusCode < 300) resolve(received)
          else reject(new Error(`POST ${path} was answered ${statusCode}: ${received}`))
        })
        answer.on('error', reject)
      })
      sent.on('error', reject)
      sent.end(text)
    })
}
