import { html } from 'htm/preact'
import { useEffect } from 'preact/hooks'
import type { ServiceDetails } from '../../src/api.ts'
import { count, seconds, timeOfDay } from '../lib/format.ts'
import { own } from '../lib/own.ts'
import { serviceStates } from '../model/health.ts'
import { type Answer, type LogLine, opened, openService, type Readiness } from '../model/service.ts'
import { config, frame } from '../model/store.ts'
import { StateMark } from '../parts/state-mark.ts'

/** All that is known of one service, and what it has warned of. */
export function ServicePanel({ service }: { service: string }) {
  useEffect(() => openService(service), [service])
  const { details, ready, log } = opened.value.service === service ? opened.value : {}
  const state = own(serviceStates.value, service) ?? 'unknown'
  const url = own(config.value.services, service)
  return html`
    <article class="service-panel" data-panel=${service}>
      <header class="panel">
        <p class="hint"><a href="#/">Live</a></p>
        <h1 tabindex="-1"><${StateMark} state=${state} /> ${service}</h1>
        <p>${url === undefined ? 'This page does not know where it is.' : html`<code>${url}</code> · <a href=${`${url}/docs`}>Its OpenAPI</a>`}</p>
        ${details && 'value' in details && !details.value.up && html`<p class="away">It does not answer. What is known of it comes from others.</p>`}
        ${details && 'why' in details && html`<p class="away">Reporting: ${details.why}</p>`}
      </header>
      <${Health} ready=${ready} />
      ${details && 'value' in details && html`<${Details} details=${details.value} />`}
      <${Log} log=${log} />
    </article>
  `
}

function Health({ ready }: { ready: Answer<Readiness> | undefined }) {
  return html`
    <section class="panel" aria-labelledby="health-title">
      <h2 id="health-title">Health</h2>
      ${ready === undefined && html`<p class="hint">Asking …</p>`}
      ${ready && 'why' in ready && html`<p class="away" data-health="away">${ready.why}</p>`}
      ${
        ready &&
        'value' in ready &&
        html`<ul class="checks" data-health=${ready.value.status}>
          ${Object.entries(ready.value.checks).map(
            ([name, { ok, detail }]) =>
              html`<li><${StateMark} state=${ok ? 'up' : 'down'} /> ${name}${detail && html` <span class="hint">${detail}</span>`}</li>`,
          )}
        </ul>`
      }
    </section>
  `
}

function Details({ details }: { details: ServiceDetails }) {
  const { service, consumers, outbox, batches, pool, startedAt, memoryBytes, eventLoopP99Ms } = details
  const lag = own(frame.value?.watch?.services ?? {}, service)?.lagSeconds
  const facts: readonly (readonly [string, string | undefined])[] = [
    [
      'Outbox',
      outbox === null
        ? undefined
        : `${count(outbox.unsent)} wait${outbox.unsent === 0 ? '' : `, the oldest for ${seconds(outbox.oldestSeconds)}`}`,
    ],
    ['Keys held back', outbox === null ? undefined : count(outbox.quarantinedKeys)],
    [
      'Inputs in a transaction',
      batches === null
        ? undefined
        : `half up to ${count(batches.p50)}, 99 % up to ${count(batches.p99)}, mean ${batches.mean}`,
    ],
    [
      'Connections to its database',
      pool === null ? undefined : `${pool.total - pool.idle} of ${pool.total} in use, ${pool.waiting} wait`,
    ],
    ['Event loop late by (p99)', eventLoopP99Ms === null ? undefined : `${eventLoopP99Ms} ms`],
    ['Memory', memoryBytes === null ? undefined : `${count(memoryBytes / 1e6)} MB`],
    ['Runs since', startedAt === null ? undefined : timeOfDay(startedAt)],
  ]
  return html`
    <section class="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">Figures</h2>
      <dl class="fact-rows">
        ${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value ?? '–'}</dd></div>`)}
      </dl>
    </section>
    <section class="panel" aria-labelledby="consumers-title">
      <h2 id="consumers-title">Consumers, lag by partition</h2>
      ${typeof lag === 'number' && html`<p class="hint">${lag === 0 ? 'Nothing waits.' : `The next message has waited for ${seconds(lag)}.`}</p>`}
      <ul class="consumers">
        ${[...Map.groupBy(consumers, ({ topic }) => topic)].map(
          ([topic, partitions]) => html`
            <li>
              <code>${topic}</code>
              <ol start="0">
                ${partitions.map(
                  ({ partition, lag: behind }) =>
                    html`<li class=${behind > 0 ? 'is-much' : ''} title=${`partition ${partition}`}><span class="visually-hidden">partition ${partition}: </span>${count(behind)}</li>`,
                )}
              </ol>
            </li>
          `,
        )}
      </ul>
    </section>
  `
}

function Log({ log }: { log: Answer<readonly LogLine[]> | undefined }) {
  return html`
    <section class="panel log" aria-labelledby="log-title">
      <h2 id="log-title">Last warnings and errors</h2>
      ${log === undefined && html`<p class="hint">Asking …</p>`}
      ${log && 'why' in log && html`<p class="away">${log.why}</p>`}
      ${log && 'value' in log && log.value.length === 0 && html`<p class="hint">None since it began.</p>`}
      ${
        log &&
        'value' in log &&
        html`<ol class="lines">
          ${log.value.map(
            ({ time, level, message, details }) => html`
              <li class=${`is-${level}`}>
                <time datetime=${time}>${timeOfDay(time)}</time> <strong>${level}</strong> ${message}
                ${details && html`<code>${details}</code>`}
              </li>
            `,
          )}
        </ol>`
      }
    </section>
  `
}
