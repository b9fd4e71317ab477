export interface Matcher {
  readonly label: string
  /** Whether a label's value, '' where there is none, is let through. */
  readonly takes: (value: string) => boolean
}

/** `name{label="value"}[5m] offset 1h`: series, at a moment or over a time, in milliseconds. */
export interface Selector {
  readonly kind: 'selector'
  readonly name: string
  readonly matchers: readonly Matcher[]
  readonly rangeMs: number | undefined
  readonly offsetMs: number
}

export const rangeFunctions = ['rate', 'increase', 'deriv', 'changes', 'min_over_time'] as const
export type RangeFunction = (typeof rangeFunctions)[number]

export const aggregations = ['sum', 'max', 'min'] as const
export type Aggregation = (typeof aggregations)[number]

export const arithmetic = ['+', '-', '*', '/'] as const
export const comparisons = ['==', '!=', '>', '<', '>=', '<='] as const
export const setOperators = ['and', 'or', 'unless'] as const
export type Operator =
  | (typeof arithmetic)[number]
  | (typeof comparisons)[number]
  | (typeof setOperators)[number]

/** The part of PromQL that the rules use. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | Selector
  | { readonly kind: 'over-time'; readonly name: RangeFunction; readonly of: Selector }
  | { readonly kind: 'vector'; readonly of: Expression }
  | {
      readonly kind: 'label-replace'
      readonly of: Expression
      readonly target: string
      readonly replacement: string
      readonly source: string
      readonly pattern: RegExp
    }
  | {
      readonly kind: 'aggregate'
      readonly name: Aggregation
      readonly by: readonly string[]
      readonly of: Expression
    }
  | {
      readonly kind: 'binary'
      readonly op: Operator
      /** The labels that are compared; all of them unless told. */
      readonly on: readonly string[] | undefined
      readonly left: Expression
      readonly right: Expression
    }

/** Every selector in an expression. */
export function selectorsOf(expression: Expression): readonly Selector[] {
  switch (expression.kind) {
    case 'number':
      return []
    case 'selector':
      return [expression]
    case 'binary':
      return [...selectorsOf(expression.left), ...selectorsOf(expression.right)]
    default:
      return selectorsOf(expression.of)
  }
}
