import type { Dice } from './dice.ts'
import { oddNumber, oddText, oddTime, oddValue } from './odd.ts'
import { changedAt, leaf, sizeOf, type Tree } from './tree.ts'

type Change = (part: Tree, dice: Dice) => Tree

/** What is changed of a part; each leaves it as it is where it has no meaning. */
const changes = {
  type: (part, dice) => leaf(dice.pick(['null', 'true', '0', '1.5', '"A"', '""', '[]', '{}']), part.schema),
  number: (part, dice) => onLeaf(part, () => oddNumber(dice)),
  time: (part, dice) => onLeaf(part, () => oddTime(dice)),
  text: (part, dice) => onLeaf(part, () => oddText(dice)),
  bound: (part, dice) => atBound(part, dice),
  remove: (part, dice) =>
    onMembers(part, members => members.filter((_, n) => n !== dice.int(0, members.length - 1))),
  unknown: (part, dice) =>
    onMembers(part, members =>
      inserted(members, [dice.pick(['"more"', oddText(dice)]), leaf(oddValue(dice))], dice),
    ),
  twice: (part, dice) =>
    onMembers(part, members => {
      const [name, value] = members[dice.int(0, members.length - 1)] ?? ['"a"', leaf('1')]
      return inserted(members, [name, dice.once(2) ? value : leaf(oddValue(dice))], dice)
    }),
  shuffle: (part, dice) => onMembers(part, members => members.toSorted(() => dice.int(-1, 1))),
  items: (part, dice) => items(part, dice),
} as const satisfies Record<string, Change>

const names = Object.keys(changes) as [keyof typeof changes, ...(keyof typeof changes)[]]

/** The tree with a change somewhere in it. */
export function mutated(tree: Tree, dice: Dice): Tree {
  const change = changes[dice.pick(names)]
  return changedAt(tree, dice.int(0, sizeOf(tree) - 1), part => change(part, dice))
}

const onLeaf = (part: Tree, text: () => string): Tree =>
  part.kind === 'leaf' ? leaf(text(), part.schema) : part

type Members = readonly (readonly [string, Tree])[]

const onMembers = (part: Tree, change: (members: Members) => Members): Tree =>
  part.kind === 'branch' && part.members.length > 0 ? { ...part, members: change(part.members) } : part

const inserted = (members: Members, member: Members[number], dice: Dice): Members =>
  members.toSpliced(dice.int(0, members.length), 0, member)

/** A value at a bound of its schema, or one beyond it. */
function atBound(part: Tree, dice: Dice): Tree {
  const { minimum, maximum, minLength, maxLength } = part.schema ?? {}
  if (part.kind !== 'leaf') return part
  const bound = dice.pick([minimum ?? minLength, maximum ?? maxLength])
  if (bound === undefined) return part
  const near = BigInt(bound) + BigInt(dice.int(-1, 1))
  if (part.schema?.type === 'integer') {
    return leaf(
      `${near}${dice.pick(['', '', '.0', '.4', '.5', '.6', 'e0', '.00000000000000001'])}`,
      part.schema,
    )
  }
  const letter = dice.pick(['A', '\u{e9}', '\u{1f600}', '\\u00e9', '\\ud83d\\ude00', 'e\u0301'])
  return leaf(`"${letter.repeat(Math.max(0, Number(near)))}"`, part.schema)
}

/** An array with its first item none, one, two or, now and then, as many times as its bound has it. */
function items(part: Tree, dice: Dice): Tree {
  if (part.kind !== 'list') return part
  const [first = leaf(oddValue(dice))] = part.items
  const count = dice.once(30) ? (part.schema?.maxItems ?? 0) + dice.int(-1, 1) : dice.int(0, 2)
  return { ...part, items: Array(Math.max(0, count)).fill(first) }
}
