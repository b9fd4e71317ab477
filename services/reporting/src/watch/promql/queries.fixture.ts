import type { Labels } from '../labels.ts'

/** Series by name, each with its labels and the only value that it has. */
export const series: Readonly<Record<string, readonly (readonly [Labels, number])[]>> = {
  a: [
    [{ x: '1', y: '1' }, 5],
    [{ x: '1', y: '2' }, 1],
    [{ x: '2', y: '1' }, 7],
  ],
  b: [[{ x: '2' }, 3]],
  c: [[{ x: '1' }, 3]],
  d: [
    [{ x: '1', z: '1' }, 1],
    [{ x: '1', z: '2' }, 1],
  ],
}

type Found = readonly (readonly [Labels, number])[]

/** What Prometheus finds of these. */
export const found: readonly (readonly [query: string, samples: Found])[] = [
  // Two of a group on the left are one too many only where both are kept.
  ['a > on (x) b', [[{ x: '2' }, 7]]],
  ['a > on (x) c', [[{ x: '1' }, 5]]],
  ['a < on (x) c', [[{ x: '1' }, 1]]],
  [
    'a > on (x) c or a > on (x) b',
    [
      [{ x: '1' }, 5],
      [{ x: '2' }, 7],
    ],
  ],
  // Where one side has nothing the other is not looked at.
  ['a > on (x) nothing', []],
  ['nothing > on (x) d', []],
  [
    'a and on (x) b unless on (x) c or c',
    [
      [{ x: '2', y: '1' }, 7],
      [{ x: '1' }, 3],
    ],
  ],
  // Between backticks a backslash is itself.
  ['a{x=~`\\d`} > 6', [[{ x: '2', y: '1' }, 7]]],
  ['a{x=~"\\\\d"} > 6', [[{ x: '2', y: '1' }, 7]]],
  ['label_replace(b, "y", "$2-$1", "x", "(.)(q)?")', [[{ x: '2', y: '-2' }, 3]]],
  [`label_replace(b, "y", "\${1}q", "x", "(.)(q)?")`, [[{ x: '2', y: '2q' }, 3]]],
  // A name goes on as far as it can, and there is no group 1q.
  ['label_replace(b, "y", "$1q", "x", "(.)(q)?")', [[{ x: '2' }, 3]]],
  ['label_replace(b, "y", "$index", "x", "(.*)")', [[{ x: '2' }, 3]]],
  ['label_replace(b, "y", "$$1", "x", ".*")', [[{ x: '2', y: '$1' }, 3]]],
]

/** To these it has no answer. */
export const refused: readonly string[] = [
  'a != on (x) c',
  'b > on (x) d',
  'label_replace(a, "y", "", "x", ".*")',
]
