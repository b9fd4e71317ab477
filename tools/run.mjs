// The door of every npm script: node tools/run.mjs <command> [arguments]. It needs nothing but Node 20: it
// installs the dependencies when they are missing and runs the command's script with the Node they bring.
// This file has no syntax that an older Node would stumble over before it has read the sentence below.
const COMMANDS = {
  demo: { script: 'tools/run/demo.ts', servers: true },
  start: { script: 'tools/run/start/main.ts', servers: true },
  test: { script: 'tools/dev/test/main.ts', servers: true, dockerWill: true },
  audit: { script: 'tools/ops/audit/main.ts' },
  dlq: { script: 'tools/ops/dlq/main.ts' },
  outbox: { script: 'tools/ops/outbox/main.ts' },
  partitions: { script: 'tools/ops/partitions/main.ts' },
  simulate: { script: 'tools/proof/simulate/main.ts' },
  topic: { script: 'tools/ops/topic/main.ts' },
  erase: { script: 'tools/ops/erase/main.ts' },
  rewind: { script: 'tools/ops/rewind/main.ts' },
  token: { script: 'tools/ops/token/main.ts' },
  ledger: { script: 'tools/ops/ledger/main.ts' },
  chaos: { script: 'tools/proof/chaos/main.ts', servers: true },
  bench: { script: 'tools/proof/bench/main.ts', servers: true },
  stacks: { script: 'tools/proof/stacks/main.ts', servers: true },
  fuzz: { script: 'tools/proof/fuzz/main.ts', servers: true },
  denied: { script: 'tools/proof/denied/main.ts', servers: true },
  openapi: { script: 'tools/proof/openapi/main.ts', servers: true },
  journeys: { script: 'tools/proof/journeys/real/main.ts', servers: true },
  screenshots: { script: 'tools/proof/page/screenshots.ts', servers: true },
  check: { script: 'tools/dev/check.ts' },
  supply: { script: 'tools/dev/supply/main.ts' },
  new: { script: 'tools/dev/new/main.ts' },
  eventcatalog: { script: 'tools/dev/eventcatalog/main.ts' },
  conformance: { script: 'tools/proof/conformance/main.ts' },
  scaling: { script: 'tools/proof/scaling/main.ts' },
  kubernetes: { script: 'tools/proof/kubernetes/main.ts' },
  guide: { script: 'tools/proof/guide/main.ts', servers: true },
  'contracts:check': { script: 'tools/proof/contracts-check/main.ts' },
}

const NODE_MINIMUM = 20

if (Number(process.versions.node.split('.')[0]) < NODE_MINIMUM) {
  console.error(
    `Orderflow needs Node.js ${NODE_MINIMUM} or newer and this is ${process.versions.node}: install a newer one.`,
  )
  process.exitCode = 1
} else {
  import('./dev/bootstrap/main.mjs').then(bootstrap => bootstrap.main(COMMANDS, process.argv.slice(2)))
}
