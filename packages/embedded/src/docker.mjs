// Whether a Docker engine answers. Plain JavaScript without dependencies, because tools/run.mjs asks before
// anything is installed. Its type is in docker.d.mts.
import { request } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Asks where Docker's own clients look: DOCKER_HOST, else the sockets of the system's and of the user's engine. */
export async function dockerAnswers(env = process.env, withinMs = 1_000) {
  const answers = await Promise.all(addresses(env).map(address => ping(address, withinMs)))
  return answers.includes(true)
}

function addresses(env) {
  const host = env.DOCKER_HOST
  if (host?.startsWith('unix://')) return [{ socketPath: host.slice('unix://'.length) }]
  if (host) {
    const { hostname, port } = new URL(host.replace(/^tcp:/, 'http:'))
    return [{ host: hostname, port: Number(port || 2375) }]
  }
  const runtime = env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []
  const sockets = ['/var/run/docker.sock', join(homedir(), '.docker', 'run', 'docker.sock'), ...runtime]
  return sockets.map(socketPath => ({ socketPath }))
}

function ping(address, timeout) {
  return new Promise(resolve => {
    const call = request({ ...address, path: '/_ping', timeout }, response => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(false))
    call.end()
  })
}
