import { readFileSync } from 'node:fs'

// Loaded into a service before everything else: its wall clock is wrong by as many seconds as the file says, and follows
// the file while it runs. Timers and `performance` go on as they are, as they do when someone sets a machine's clock.
const file = process.env.SKEWED_CLOCK_FILE
const lookEveryMs = 100
const RealDate = Date
let aheadMs = 0

function look(): void {
  try {
    aheadMs = 1000 * (Number(readFileSync(file as string, 'utf8')) || 0)
  } catch {
    aheadMs = 0 // no file: the clock is right
  }
}

const now = () => RealDate.now() + aheadMs

if (file !== undefined) {
  look()
  setInterval(look, lookEveryMs).unref()
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}
