import { startServers } from '@orderflow/embedded'

const { brokers, postgresUrl, processes, stop } = await startServers()
console.log(brokers) // [ '127.0.0.1:…' ]
console.log(postgresUrl) // postgres://postgres:…@127.0.0.1:…/postgres

processes.postgres.kill() // as a crash would
await processes.postgres.start() // the same data on the same port

await stop()
