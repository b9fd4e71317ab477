/** One question to Prometheus, and how its answers are called: `{{label}}` is replaced by the label's value. */
export interface Query {
  readonly expr: string
  readonly legend: string
  /** Shows exemplars, which lead to traces. For histograms only. */
  readonly exemplar?: boolean
}

/** A panel without its place on the dashboard. */
export interface Panel {
  readonly type: 'stat' | 'timeseries' | 'table' | 'heatmap'
  readonly title: string
  /** What it shows and when to worry: behind the "i" of the panel. */
  readonly description: string
  /** A unit of Grafana's: `s`, `reqps`, `percentunit`, `bytes`, `short`, … */
  readonly unit: string
  readonly queries: readonly Query[]
  /** Of the 24 columns of a dashboard. */
  readonly width: number
  readonly height: number
  /** From which value on it is yellow, and red; below, green. */
  readonly thresholds?: Thresholds
  readonly stacked?: boolean
}

export interface Thresholds {
  readonly yellow?: number
  readonly red: number
  /** More is better: red below `red`. */
  readonly falling?: boolean
}

type Words = Pick<Panel, 'title' | 'description' | 'unit'>

/** One figure. */
export function stat(words: Words, expr: string, thresholds?: Thresholds): Panel {
  const colours = thresholds === undefined ? {} : { thresholds }
  return { type: 'stat', ...words, queries: [{ expr, legend: '' }], width: 3, height: 4, ...colours }
}

/** Lines over time. */
export function lines(words: Words, ...queries: readonly Query[]): Panel {
  return { type: 'timeseries', ...words, queries, width: 12, height: 8 }
}

/** Lines over time that add up to a whole. */
export function stacked(words: Words, ...queries: readonly Query[]): Panel {
  return { ...lines(words, ...queries), stacked: true }
}

/** Rows of labels, as they are now. */
export function table(words: Words, expr: string): Panel {
  return { type: 'table', ...words, queries: [{ expr, legend: '' }], width: 12, height: 8 }
}

/** How a histogram's values spread over time; `expr` is by `le`. */
export function heatmap(words: Words, expr: string): Panel {
  return { type: 'heatmap', ...words, queries: [{ expr, legend: '{{le}}' }], width: 12, height: 8 }
}

export const query = (expr: string, legend: string): Query => ({ expr, legend })

/** How often a counter went up, a second. */
export const rate = (counter: string) => `rate(${counter}[$__rate_interval])`

/**
 * A quantile of a histogram, in its unit, with exemplars.
 * @param of the histogram's name without `_bucket`, with its selector in braces if it has one
 * @param by labels to tell apart
 */
export function quantile(q: number, of: string, by: readonly string[], legend: string): Query {
  const [name = '', selector = ''] = of.split(/(?=\{)/)
  const buckets = rate(`${name}_bucket${selector}`)
  const labels = ['le', ...by].join(', ')
  return { expr: `histogram_quantile(${q}, sum by (${labels}) (${buckets}))`, legend, exemplar: true }
}
