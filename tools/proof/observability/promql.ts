import { parser } from '@prometheus-io/lezer-promql'

export interface Matcher {
  readonly label: string
  readonly op: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

/** `name{label="value"}` in a query. */
export interface Selector {
  readonly name: string
  readonly matchers: readonly Matcher[]
}

/** What a query needs: series, and labels on some of them. */
export interface Wants {
  readonly selectors: readonly Selector[]
  /** What it groups, joins or names by, less what it makes itself with `label_replace`. */
  readonly labels: readonly string[]
}

/**
 * Reads a query with the grammar of Prometheus' own editor.
 *
 * @throws Error that names the place if it is no PromQL
 */
export function wantsOf(expr: string): Wants {
  const selectors: { name: string; matchers: Matcher[] }[] = []
  const labels = new Set<string>()
  const made = new Set<string>()
  const text = ({ from, to }: { from: number; to: number }) => expr.slice(from, to)
  parser.parse(expr).iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`no PromQL at ${node.from}: ${expr}`)
      if (node.name === 'VectorSelector') {
        const name = node.node.getChild('Identifier')
        selectors.push({ name: name === null ? '' : text(name), matchers: [] })
      } else if (node.name === 'UnquotedLabelMatcher') {
        const [label, op, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map(kind => {
          const part = node.node.getChild(kind)
          return part === null ? '' : text(part)
        }) as [string, Matcher['op'], string]
        selectors.at(-1)?.matchers.push({ label, op, value: unquoted(value) })
      } else if (node.name === 'LabelName' && node.node.parent?.name === 'GroupingLabels') {
        labels.add(text(node))
      } else if (node.name === 'LabelReplace') {
        const body = node.node.parent?.parent?.getChild('FunctionCallBody')
        const target = body?.getChildren('StringLiteral')[0]
        if (target !== undefined) made.add(unquoted(text(target)))
      }
    },
  })
  return { selectors, labels: [...labels].filter(label => !made.has(label)) }
}

/** The text of a string in a query. */
function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1')
}
