import { parser } from '@prometheus-io/lezer-promql'
import {
  aggregations,
  arithmetic,
  comparisons,
  type Expression,
  type Matcher,
  type Operator,
  rangeFunctions,
  type Selector,
  setOperators,
} from './expression.ts'
import { durationMs, matcherOf, unquoted, whole } from './literals.ts'

type Node = ReturnType<typeof parser.parse>['topNode']

const operators: readonly string[] = [...arithmetic, ...comparisons, ...setOperators]

/**
 * Reads a query with the grammar of Prometheus' own editor.
 *
 * @throws Error that quotes the part that is no PromQL, or that `evaluate` does not know
 */
export function parsePromql(text: string): Expression {
  const textOf = ({ from, to }: Node) => text.slice(from, to)
  const refuse = (node: Node, why: string) =>
    new Error(`"${textOf(node)}" in "${text.trim().replaceAll(/\s+/g, ' ')}" ${why}`)
  const unknown = (node: Node) =>
    refuse(
      node,
      'is nothing that reporting can evaluate: write it otherwise, or teach it to src/watch/promql.',
    )

  const tree = parser.parse(text)
  tree.iterate({
    enter({ type, node }) {
      if (type.isError) throw refuse(node.parent ?? node, 'is no PromQL.')
    },
  })
  return read(only(tree.topNode))

  function only(node: Node): Node {
    const [child, ...others] = childrenOf(node)
    if (child === undefined || others.length > 0) throw unknown(node)
    return child
  }

  function read(node: Node): Expression {
    switch (node.name) {
      case 'ParenExpr':
        return read(only(node))
      case 'NumberDurationLiteral':
        return { kind: 'number', value: numberIn(node) }
      case 'VectorSelector':
        return selector(node)
      case 'MatrixSelector':
      case 'OffsetExpr':
        return looksBack(node)
      case 'FunctionCall':
        return call(node)
      case 'AggregateExpr':
        return aggregate(node)
      case 'BinaryExpr':
        return binary(node)
      default:
        throw unknown(node)
    }
  }

  function numberIn(node: Node): number {
    const value = Number(textOf(node))
    if (Number.isNaN(value)) throw unknown(node)
    return value
  }

  function selector(node: Node): Selector {
    const [first, ...others] = childrenOf(node)
    if (first?.name !== 'Identifier') throw unknown(node)
    const matchers = others.flatMap(childrenOf).map(matcher)
    return { kind: 'selector', name: textOf(first), matchers, rangeMs: undefined, offsetMs: 0 }
  }

  /**
   * `[5m]` and `offset 1h` belong to the selector before them. The grammar has them embrace all that stands before, which is as
   * good where no operator follows.
   */
  function looksBack(node: Node): Expression {
    const [inner, ...others] = childrenOf(node) as [Node, ...Node[]]
    const loosely = inner.name === 'BinaryExpr'
    if (loosely && node.parent?.name === 'BinaryExpr')
      throw refuse(node, 'is to stand in parentheses: which part it belongs to is not plain.')
    const milliseconds = durationMs(textOf(others.at(-1) as Node))
    if (milliseconds === undefined) throw unknown(node)
    const more = node.name === 'OffsetExpr' ? { offsetMs: milliseconds } : { rangeMs: milliseconds }
    const into = (of: Expression): Expression => {
      if (of.kind === 'selector') return { ...of, ...more }
      if (of.kind === 'binary' && loosely) return { ...of, right: into(of.right) }
      throw unknown(node)
    }
    return into(read(inner))
  }

  function matcher(node: Node): Matcher {
    const [label, op, value] = childrenOf(node)
    if (
      node.name !== 'UnquotedLabelMatcher' ||
      label === undefined ||
      op === undefined ||
      value === undefined
    )
      throw unknown(node)
    return matcherOf(textOf(label), textOf(op), unquoted(textOf(value)))
  }

  function call(node: Node): Expression {
    const [identifier, body] = childrenOf(node) as [Node, Node]
    const name = textOf(identifier)
    const args = childrenOf(body)
    const [first] = args
    if (first === undefined) throw unknown(node)
    const overTime = rangeFunctions.find(each => each === name)
    if (overTime !== undefined) {
      const of = read(first)
      if (of.kind !== 'selector' || of.rangeMs === undefined)
        throw refuse(node, 'wants a range, such as [5m].')
      return { kind: 'over-time', name: overTime, of }
    }
    if (name === 'vector') return { kind: 'vector', of: read(first) }
    if (name !== 'label_replace' || args.length !== 5) throw unknown(node)
    const [target, replacement, source, pattern] = args.slice(1).map(each => unquoted(textOf(each))) as [
      ...[string, string, string, string],
    ]
    return { kind: 'label-replace', of: read(first), target, replacement, source, pattern: whole(pattern) }
  }

  function aggregate(node: Node): Expression {
    const parts = new Map(childrenOf(node).map(child => [child.name, child]))
    const op = parts.get('AggregateOp') as Node
    const name = aggregations.find(each => each === textOf(op))
    if (name === undefined) throw unknown(node)
    const modifier = parts.get('AggregateModifier')
    return {
      kind: 'aggregate',
      name,
      by: modifier === undefined ? [] : labels(modifier, 'By'),
      of: read(only(parts.get('FunctionCallBody') as Node)),
    }
  }

  /** The labels behind `by` or `on`; `without`, `ignoring`, `group_left` and others are not known. */
  function labels(node: Node, keyword: 'By' | 'On'): string[] {
    const [word, grouping, ...others] = childrenOf(node)
    if (word?.name !== keyword || grouping === undefined || others.length > 0) throw unknown(node)
    return childrenOf(grouping).map(textOf)
  }

  function binary(node: Node): Expression {
    const parts = childrenOf(node)
    const [left, op, modifier] = parts as [Node, Node, Node]
    const right = parts.at(-1) as Node
    if (!operators.includes(textOf(op)) || parts.length > 4) throw unknown(node)
    if (parts.length === 4 && modifier.name !== 'MatchingModifierClause') throw unknown(modifier)
    const on = parts.length === 4 ? labels(modifier, 'On') : undefined
    return { kind: 'binary', op: textOf(op) as Operator, on, left: read(left), right: read(right) }
  }
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}
