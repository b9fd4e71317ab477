import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'

type TimedEvent = ReadableSpan['events'][number]

/** What all spans of a tracer have in common. */
export interface Shared extends Pick<ReadableSpan, 'resource' | 'instrumentationScope'> {
  /** Told of each span that has ended. */
  readonly processor: Pick<SpanProcessor, 'onEnd'>
}

export interface Begun {
  readonly name: string
  readonly kind: SpanKind
  readonly context: SpanContext
  readonly parent: SpanContext
  /** The span's own from now on. */
  readonly attributes: Attributes
  readonly links: readonly Link[]
}

/**
 * A recorded span that takes what it is given at its word: names, attributes and links are this repository's own, few and
 * short. The SDK's copies and checks each of them twice. Times are the clock's when it begins, in milliseconds, and from then on
 * the process's own, so that no span ends before it began.
 */
export class LightSpan implements Span, ReadableSpan {
  name: string
  readonly kind: SpanKind
  readonly parentSpanContext: SpanContext
  readonly attributes: Attributes
  readonly droppedAttributesCount = 0
  readonly droppedEventsCount = 0
  readonly droppedLinksCount = 0
  links: Link[]
  events: TimedEvent[] = []
  status: SpanStatus = { code: SpanStatusCode.UNSET }
  ended = false
  readonly #context: SpanContext
  readonly #shared: Shared
  readonly #began = Date.now()
  readonly #since = performance.now()
  #milliseconds = 0

  constructor({ name, kind, context, parent, attributes, links }: Begun, shared: Shared) {
    this.name = name
    this.kind = kind
    this.parentSpanContext = parent
    this.attributes = attributes
    this.links = links as Link[]
    this.#context = context
    this.#shared = shared
  }

  get resource(): Shared['resource'] {
    return this.#shared.resource
  }
  get instrumentationScope(): Shared['instrumentationScope'] {
    return this.#shared.instrumentationScope
  }
  get startTime(): HrTime {
    return timeOf(this.#began)
  }
  get endTime(): HrTime {
    return timeOf(this.#began + this.#milliseconds)
  }
  get duration(): HrTime {
    return timeOf(this.#milliseconds)
  }

  spanContext(): SpanContext {
    return this.#context
  }
  isRecording(): boolean {
    return !this.ended
  }
  setAttribute(name: string, value: AttributeValue): this {
    if (!this.ended) this.attributes[name] = value
    return this
  }
  setAttributes(attributes: Attributes): this {
    if (!this.ended) Object.assign(this.attributes, attributes)
    return this
  }
  /** An event of now: none of ours has attributes, or another time. */
  addEvent(name: string): this {
    if (!this.ended) this.events.push({ name, time: timeOf(this.#now()) })
    return this
  }
  addLink(link: Link): this {
    return this.addLinks([link])
  }
  addLinks(links: Link[]): this {
    if (!this.ended) this.links = [...this.links, ...links]
    return this
  }
  setStatus(status: SpanStatus): this {
    if (!this.ended) this.status = status
    return this
  }
  updateName(name: string): this {
    if (!this.ended) this.name = name
    return this
  }
  recordException(exception: Exception, _time?: TimeInput): void {
    this.setStatus({ code: SpanStatusCode.ERROR, message: String(exception) })
  }
  end(): void {
    if (this.ended) return
    this.#milliseconds = this.#now() - this.#began
    this.ended = true
    this.#shared.processor.onEnd(this)
  }

  #now(): number {
    return this.#began + performance.now() - this.#since
  }
}

function timeOf(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1_000)
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1e6)]
}
