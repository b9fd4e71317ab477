import type { TestModule, TestSpecification } from 'vitest/node'
import { DefaultReporter } from 'vitest/node'
import { type Ended, endedOf } from './ended.ts'
import { announcement, clockOf, failedLine, fileLine, type Kind, kinds, nowLine } from './lines.ts'

/** Without a terminal: after so long a silence it is said what runs. */
const silenceMs = 30_000
/** Unit tests are too many for a line each. */
const unitFilesPerLine = 50

const noneOf = () => Object.fromEntries(kinds.map(kind => [kind, 0])) as Record<Kind, number>

export const kindOf = (path: string): Kind => kinds.find(kind => path.endsWith(`.${kind}.test.ts`)) ?? 'unit'

/**
 * Says how long a run will take, what has passed and what runs now: a line for each file that is not quick, and on a
 * terminal one more that changes. Failures are printed in full at the end, as vitest does.
 */
export class Progress extends DefaultReporter {
  #running = new Set<string>()
  #total: Record<Kind, number> = noneOf()
  #done: Record<Kind, number> = noneOf()
  #unit = { tests: 0, failed: 0 }
  #startedAt = Date.now()
  #lastAt = Date.now()
  #timer: NodeJS.Timeout | undefined

  constructor() {
    super({ summary: false })
  }

  override onInit(vitest: Parameters<DefaultReporter['onInit']>[0]) {
    this.ctx = vitest
    this.silent = 'passed-only'
  }

  override onTestRunStart(specifications: readonly TestSpecification[]) {
    super.onTestRunStart(specifications)
    const files = specifications.map(specification => {
      const milliseconds = this.ctx.cache.getTestSpecificationResult(specification)?.duration
      return {
        kind: kindOf(specification.moduleId),
        lastSeconds: milliseconds ? milliseconds / 1_000 : undefined,
      }
    })
    for (const { kind } of files) this.#total[kind]++
    this.#startedAt = Date.now()
    this.#line(announcement(files, this.ctx.config.maxWorkers))
    this.#timer = setInterval(() => this.#showNow(), 1_000)
  }

  override onTestModuleQueued({ relativeModuleId: path }: TestModule) {
    this.#running.add(path)
    if (this.isTTY) this.#showNow()
  }

  override onTestModuleEnd(module: TestModule) {
    const path = module.relativeModuleId
    const kind = kindOf(path)
    const ended = endedOf(module)
    this.#running.delete(path)
    this.#done[kind]++
    super.onTestModuleEnd(module)
    if (kind === 'unit') this.#unitEnded(ended)
    if (kind !== 'unit' || ended.failed > 0) this.#line(fileLine(ended))
    for (const test of module.children.allTests('failed')) this.#line(failedLine(test.fullName))
  }

  override onTestRunEnd(...end: Parameters<DefaultReporter['onTestRunEnd']>) {
    clearInterval(this.#timer)
    this.#clear()
    super.onTestRunEnd(...end)
  }

  /** vitest's own lines of a file, in place of which is the one above. */
  protected override printTestModule() {}

  #unitEnded({ tests, failed }: Ended) {
    this.#unit.tests += tests
    this.#unit.failed += failed
    const [done, total] = [this.#done.unit, this.#total.unit]
    if (done < total && (this.isTTY || done % unitFilesPerLine !== 0)) return
    const { tests: sum, failed: bad } = this.#unit
    this.#line(
      `${bad > 0 ? '✗' : '✓'} ${done} of ${total} unit files, ${sum} tests, ${bad} failed, ${this.#clock()}`,
    )
  }

  #clock = () => clockOf(Date.now() - this.#startedAt)

  #showNow() {
    if (!this.isTTY && Date.now() - this.#lastAt < silenceMs) return
    const kind = kinds.find(each => this.#done[each] < this.#total[each]) ?? 'e2e'
    const line = nowLine(this.#clock(), `${kind} ${this.#done[kind]} of ${this.#total[kind]}`, [
      ...this.#running,
    ])
    if (this.isTTY) process.stdout.write(`\r\x1b[K${line}`)
    else this.#line(line)
  }

  #line(text: string) {
    this.#clear()
    this.#lastAt = Date.now()
    process.stdout.write(`${text}\n`)
  }

  #clear() {
    if (this.isTTY) process.stdout.write('\r\x1b[K')
  }
}
