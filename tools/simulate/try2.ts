import { hunt, mutants, shrunken } from './mutants/index.ts'
import { system } from './system/index.ts'

for (const m of mutants) {
  const t = process.cpuUsage()
  const f = hunt(system, m, 1)
  const d = process.cpuUsage(t)
  console.log(
    m.name.padEnd(36),
    String(f.schedules).padStart(7),
    f.invariant,
    Math.round(d.user / 1000) + 'ms',
  )
  if (f.schedules && process.argv[2]) {
    const s = shrunken(system, m, 1, f.schedules - 1)
    const d2 = process.cpuUsage(t)
    console.log(
      s.lines.map(l => '    ' + l).join('\n'),
      s.violation?.detail,
      JSON.stringify(s.schedule.actions),
      Math.round(d2.user / 1000) + 'ms',
    )
  }
}
