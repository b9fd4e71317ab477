import { startKafka, startPostgres } from '@orderflow/embedded'

const log = console.log
const kafka = await startKafka({ dataDir: '.data/kafka', cacheDir: '.cache/kafka', log })
const postgres = await startPostgres({ dataDir: '.data/postgres', log })

log(kafka.bootstrap) // [ '127.0.0.1:…' ]
log(postgres.url('postgres')) // postgres://postgres:…@127.0.0.1:…/postgres

postgres.kill() // as a crash would
await postgres.start() // the same data on the same port

await Promise.all([kafka.stop(), postgres.stop()])
