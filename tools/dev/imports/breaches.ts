import { matchesGlob } from 'node:path'
import type { Graph } from './graph.ts'
import type { Floors, Kept, Limit, Rules } from './rules.ts'

/** Every import that a rule forbids, as a sentence that says why. */
export function breachesOf(graph: Graph, { floors, limits, kept }: Rules): string[] {
  const verdicts = [...floors.map(ofFloors), ...limits.map(ofLimit), ...kept.map(ofKept)]
  return [...graph].flatMap(([file, imports]) =>
    imports.flatMap(target =>
      verdicts.flatMap(verdict => {
        const why = verdict(file, target)
        return why === undefined ? [] : `${file} imports ${target}. ${why}`
      }),
    ),
  )
}

/** Why a file may not import that; undefined if this rule lets it. */
type Verdict = (file: string, target: string) => string | undefined

const isTest = (file: string) => /\.(test|fixture)\.ts$|\/testing\//.test(file)

function ofFloors({ of, floors, why, freeTests = [] }: Floors): Verdict {
  const prefix = of === '' ? '' : `${of}/`
  const roomOf = (path: string) => path.slice(prefix.length).split('/', 1)[0] as string
  const floorOf = (room: string) => {
    const named = floors.findIndex(rooms => rooms.includes(room))
    return named >= 0 ? named : floors.findIndex(rooms => rooms.includes('*'))
  }
  const isFree = (room: string) => freeTests.includes(room) || freeTests.includes('*')
  return (file, target) => {
    if (!file.startsWith(prefix) || !target.startsWith(prefix) || !isOwn(target)) return
    const [from, to] = [roomOf(file), roomOf(target)]
    if (from === to || (isTest(file) && isFree(from))) return
    const [above, below] = [floorOf(from), floorOf(to)]
    for (const [room, floor] of [[from, above] as const, [to, below] as const]) {
      if (floor < 0)
        return `The floors of ${of || 'the repository'} have no ${room}: name it in tools/dev/imports/rules.ts.`
    }
    return above < below ? undefined : why
  }
}

/** Of the repository, not a package that is named. */
const isOwn = (target: string) => /^(packages|services|tools)\//.test(target)

function ofLimit({ of, may, why }: Limit): Verdict {
  return (file, target) => {
    if (isTest(file) || !matchesGlob(file, of)) return
    return may.some(pattern => matchesGlob(target, pattern)) ? undefined : why
  }
}

function ofKept({ package: name, within, why }: Kept): Verdict {
  const isKept = name.includes('*')
    ? (target: string) => matchesGlob(target, name)
    : (target: string) => target === name
  return (file, target) =>
    isKept(target) && !within.some(pattern => matchesGlob(file, pattern)) ? why : undefined
}
