// A process that holds servers and is killed by a test: holder.ts <data folder>. Prints their process ids.
import { startKafka, startPostgres } from '../index.ts'
import { cacheDir, kafkaRunsHere } from './tools.ts'

const dataDir = process.argv[2]!
const postgres = await startPostgres({ dataDir: `${dataDir}/postgres` })
const kafka = kafkaRunsHere ? await startKafka({ dataDir: `${dataDir}/kafka`, cacheDir }) : undefined
console.log(JSON.stringify([postgres.pid, ...(kafka?.nodes ?? []).map(node => node.pid)]))
