import { html } from 'htm/preact'
import { useEffect, useMemo } from 'preact/hooks'
import { count, dayAndTime } from '../lib/format.ts'
import { gathering } from '../model/gathering.ts'
import { knownServices, type Redrive, redrivesAt } from '../model/letters.ts'
import { may } from '../model/session.ts'
import { config } from '../model/store.ts'
import { Lacking } from '../parts/lacking.ts'
import { MoreButton } from '../parts/more-button.ts'
import { Problems } from '../parts/problems.ts'
import { SetAsideViews } from '../parts/set-aside-views.ts'

/** Who sent what back, and when, as each service has recorded it. */
export function Redrives() {
  return html`
    <h1 tabindex="-1">Sent back</h1>
    <${SetAsideViews} />
    <${Lacking} scope="dlq:read" to="see who sent what back" />
    ${may('dlq:read') && html`<${List} />`}
  `
}

/** The latest of each service, and more when somebody asks. What is shown is complete as far as it reaches. */
const redrivesOf = () =>
  gathering<Redrive>(async (service, after, signal) => {
    const { redrives, next } = await redrivesAt(service, after, signal)
    return { items: redrives.map(each => ({ ...each, service })), next }
  })

function List() {
  const redrives = useMemo(redrivesOf, [])
  const services = Object.keys(config.value.services).length
  useEffect(() => {
    if (services === 0) return
    void redrives.begin(knownServices())
    return redrives.stop
  }, [services])
  const { items, nexts, problems = [] } = redrives.found.value ?? {}
  return html`
    <section class="panel list" aria-labelledby="redrives-title">
      <h2 id="redrives-title">Who sent what back, and when</h2>
      <${Problems} of=${problems} />
      ${
        items === undefined || items.length === 0
          ? html`<p class="hint">${items === undefined ? 'Loading' : problems.length > 0 ? 'At those that answered nobody has sent anything back.' : 'Nobody has sent anything back.'}</p>`
          : html`<${Table} redrives=${items.toSorted((a, b) => b.at.localeCompare(a.at))} />`
      }
      ${
        nexts !== undefined &&
        nexts.size > 0 &&
        html`<p><${MoreButton} of=${redrives}>Show earlier ones</${MoreButton}></p>`
      }
    </section>
  `
}

function Table({ redrives }: { redrives: readonly Redrive[] }) {
  return html`
    <table class="plain letter-table">
      <caption class="visually-hidden">What was sent back, the latest first</caption>
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">When</th>
          <th scope="col" class="number">Letters</th>
          <th scope="col">Reason</th>
          <th scope="col" class="wide">To</th>
          <th scope="col" class="wide">Of</th>
        </tr>
      </thead>
      <tbody>
        ${redrives.map(
          ({ by, at, letters, reason, topic, service }) => html`
            <tr key=${`${service} ${at} ${by} ${topic} ${reason}`}>
              <th scope="row" class="who">${by}</th>
              <td><time dateTime=${at}>${dayAndTime(at)}</time></td>
              <td class="number">${count(letters)}</td>
              <td><code>${reason}</code><span class="narrow"><code>${topic}</code> ${service}</span></td>
              <td class="wide"><code>${topic}</code></td>
              <td class="wide"><i class="swatch" style=${{ background: `var(--${service})` }}></i>${service}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `
}
