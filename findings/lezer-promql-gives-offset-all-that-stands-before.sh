#!/usr/bin/env bash
# @prometheus-io/lezer-promql 0.315.0: what `offset 1h` and `[5m]` belong to in its tree.
#
# Guess: the selector before them, as in PromQL, where `a > b offset 1h` compares a of now with b of an hour ago: the grammar comes
# from Prometheus' own repository, and its editor reads queries with it.
#
# Behaviour: both embrace the whole expression before them, operators and all, and what follows is thrown out of place, too:
# `a > b offset 1h * 2` is `(a > b offset 1h) * 2`. For colours and completion that is as good; whoever evaluates the tree
# has to give the modifier back to the last selector.
#
# Seen:
#   a > b offset 1h      OffsetExpr(BinaryExpr(a,Gtr,b),1h)
#   a / b[5m]            MatrixSelector(BinaryExpr(a,Div,b),5m)
#   a > b offset 1h * 2  BinaryExpr(OffsetExpr(BinaryExpr(a,Gtr,b),1h),Mul,2)
#   a > (b offset 1h)    BinaryExpr(a,Gtr,ParenExpr(OffsetExpr(b,1h)))
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @prometheus-io/lezer-promql@0.315.0 @lezer/lr@1.4.12 @lezer/highlight@1.2.5
cat >see.mjs <<'JS'
import { parser } from '@prometheus-io/lezer-promql'
const named = ['VectorSelector', 'NumberDurationLiteral', 'DurationExpr', 'OffsetDurationExpr']
const shown = (query, node) => {
  if (named.includes(node.name)) return query.slice(node.from, node.to)
  const parts = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name !== 'Offset') parts.push(shown(query, child))
  return parts.length === 0 ? node.name : `${node.name}(${parts.join(',')})`
}
const lines = ['a > b offset 1h', 'a / b[5m]', 'a > b offset 1h * 2', 'a > (b offset 1h)'].map(
  query => `${query.padEnd(19)}  ${shown(query, parser.parse(query).topNode.firstChild)}`,
)
console.log(lines.join('\n'))
const expected = [
  'a > b offset 1h      OffsetExpr(BinaryExpr(a,Gtr,b),1h)',
  'a / b[5m]            MatrixSelector(BinaryExpr(a,Div,b),5m)',
  'a > b offset 1h * 2  BinaryExpr(OffsetExpr(BinaryExpr(a,Gtr,b),1h),Mul,2)',
  'a > (b offset 1h)    BinaryExpr(a,Gtr,ParenExpr(OffsetExpr(b,1h)))',
]
process.exit(lines.join() === expected.join() ? 0 : 1)
JS
node see.mjs
