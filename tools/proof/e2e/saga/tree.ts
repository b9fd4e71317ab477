import type { ReceivedSpan } from '@orderflow/test-servers/collector'

/** What a transaction or a send is, whoever shares it: by load and chance, so no tree shows it. */
export const isShared = ({ name }: ReceivedSpan): boolean => /^(transact|send)\b/.test(name)

/**
 * A trace as text: a line for each span, children indented below their parents and in order of their text. A span's line
 * has its service, its name, what became of it unless it was simply done, and `!` if it failed. Siblings that look the
 * same are one, since a gateway may be asked once more or less.
 */
export function treeOf(spans: readonly ReceivedSpan[], traceId: string): string {
  const ofTrace = spans.filter(span => span.traceId === traceId && !isShared(span))
  const known = new Set(ofTrace.map(({ spanId }) => spanId))
  const roots = ofTrace.filter(({ parentId }) => !known.has(parentId))
  return below(ofTrace, roots, '').join('\n')
}

function below(all: readonly ReceivedSpan[], siblings: readonly ReceivedSpan[], indent: string): string[] {
  const texts = siblings.map(span => {
    const children = all.filter(({ parentId }) => parentId === span.spanId)
    return [`${indent}${lineOf(span)}`, ...below(all, children, `${indent}  `)].join('\n')
  })
  return [...new Set(texts)].sort()
}

function lineOf({ service, name, attributes, isError }: ReceivedSpan): string {
  const { 'orderflow.outcome': outcome, 'orderflow.ignored': why } = attributes
  const result = attributes['orderflow.gateway.result']
  const said = result ?? why ?? (outcome === 'applied' ? undefined : outcome)
  return `${service}: ${name}${said === undefined ? '' : ` (${said})`}${isError ? ' !' : ''}`
}
