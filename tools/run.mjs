// The door of every npm script: node tools/run.mjs <command> [arguments]. It needs nothing but Node 20: it
// installs the dependencies when they are missing and runs the command's script with the Node they bring.
// This file has no syntax that an older Node would stumble over before it has read the sentence below.
const COMMANDS = {
  demo: { script: 'tools/demo/main.ts', servers: true },
  start: { script: 'tools/start/main.ts', servers: true },
  test: { script: 'tools/test/main.ts', servers: true, dockerWill: true },
  audit: { script: 'tools/audit/main.ts' },
  dlq: { script: 'tools/dlq/main.ts' },
  outbox: { script: 'tools/outbox/main.ts' },
  simulate: { script: 'tools/simulate/main.ts' },
  topic: { script: 'tools/topic/main.ts' },
  ledger: { script: 'tools/ledger/main.ts' },
  chaos: { script: 'tools/chaos/main.ts', servers: true },
  bench: { script: 'tools/bench/main.ts', servers: true },
  screenshots: { script: 'tools/page/screenshots.ts', servers: true },
  check: { script: 'tools/check/main.ts' },
  'contracts:check': { script: 'tools/contracts-check/main.ts' },
}

const NODE_MINIMUM = 20

if (Number(process.versions.node.split('.')[0]) < NODE_MINIMUM) {
  console.error(
    `Orderflow needs Node.js ${NODE_MINIMUM} or newer and this is ${process.versions.node}: install a newer one.`,
  )
  process.exitCode = 1
} else {
  import('./bootstrap/main.mjs').then(bootstrap => bootstrap.main(COMMANDS, process.argv.slice(2)))
}
