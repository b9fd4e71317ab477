// A process that starts both servers, for tests: start-servers.ts CACHE [stop [DATA]]. Prints their folders and process ids,
// or why they did not start, and stops them if told.
import { EmbeddedError, startServers } from '../index.ts'

const [cacheDirectory = '', then, dataDirectory] = process.argv.slice(2)
try {
  const servers = await startServers({ cacheDirectory, ...(dataDirectory && { dataDirectory }) })
  const { kafka, postgres } = servers.processes
  const pids = [postgres.pid, ...kafka.nodes.map(node => node.pid)]
  console.log(JSON.stringify({ folders: postgres.folders, pids }))
  if (then === 'stop') await servers.stop()
} catch (error) {
  if (!(error instanceof EmbeddedError)) throw error
  console.log(JSON.stringify({ code: error.code, message: error.message }))
}
