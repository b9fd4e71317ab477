import type { Schema } from '../../../dev/generate/conformance/properties.ts'

/** A value as JSON text in parts, so that numbers, names and the same member twice stay as they are written. */
export type Tree = Leaf | Branch | List

interface Part {
  /** What judges this part, where the schema knows it. */
  readonly schema?: Schema | undefined
}

export interface Leaf extends Part {
  readonly kind: 'leaf'
  /** JSON text, or what is nearly that. */
  readonly text: string
}

export interface Branch extends Part {
  readonly kind: 'branch'
  /** Names as JSON text. */
  readonly members: readonly (readonly [name: string, part: Tree])[]
}

export interface List extends Part {
  readonly kind: 'list'
  readonly items: readonly Tree[]
}

export const leaf = (text: string, schema?: Schema): Leaf => ({ kind: 'leaf', text, schema })

/** The text, with this between each two parts of it. */
export function textOf(tree: Tree, space = ''): string {
  if (tree.kind === 'leaf') return tree.text
  const inner =
    tree.kind === 'list'
      ? tree.items.map(item => textOf(item, space))
      : tree.members.map(([name, part]) => `${name}${space}:${space}${textOf(part, space)}`)
  const [open, close] = tree.kind === 'list' ? '[]' : '{}'
  return `${open}${space}${inner.join(`${space},${space}`)}${space}${close}`
}

/** How many parts a tree has, itself included. */
export const sizeOf = (tree: Tree): number => 1 + partsOf(tree).reduce((sum, part) => sum + sizeOf(part), 0)

const partsOf = (tree: Tree): readonly Tree[] => {
  if (tree.kind === 'leaf') return []
  return tree.kind === 'list' ? tree.items : tree.members.map(([, part]) => part)
}

/** The tree with a change of its part number `at`, itself being number 0 and an outer part before its inner ones. */
export function changedAt(tree: Tree, at: number, change: (part: Tree) => Tree): Tree {
  if (at === 0) return change(tree)
  let before = 1
  const inside = (part: Tree): Tree => {
    const from = before
    before += sizeOf(part)
    return at >= from && at < before ? changedAt(part, at - from, change) : part
  }
  if (tree.kind === 'leaf') return tree
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(inside) }
  return { ...tree, members: tree.members.map(([name, part]) => [name, inside(part)] as const) }
}

/** A value that was made otherwise, as a tree. */
export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(treeOf) }
  if (typeof value !== 'object' || value === null) return leaf(JSON.stringify(value))
  const members = Object.entries(value).map(([name, part]) => [JSON.stringify(name), treeOf(part)] as const)
  return { kind: 'branch', members }
}
