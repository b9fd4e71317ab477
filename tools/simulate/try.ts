import { emptyTally, recordSchedule, runSchedule } from '@orderflow/testing/simulator'
import { system } from './system/index.ts'

const n = Number(process.argv[2] ?? 1000)
const tally = emptyTally()
const coverage = {}
let bad = 0
for (const round of [0, 1]) {
  const t = process.cpuUsage()
  for (let number = 0; number < n; number++) {
    const v = runSchedule(system, { seed: 1 + round, number }, { tally, coverage })
    if (v) {
      if (bad++ < 3) {
        console.log(number, v)
        console.log(recordSchedule(system, { seed: 1 + round, number }).lines.join('\n'))
      }
    }
  }
  console.log(
    (() => {
      const d = process.cpuUsage(t)
      return (d.user + d.system) / n
    })(),
    'us per schedule',
    bad,
  )
}
console.log(tally, JSON.stringify(coverage, null, 1))
