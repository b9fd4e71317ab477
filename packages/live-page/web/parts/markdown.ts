import { html } from 'htm/preact'
import type { Block, Inline } from '../lib/markdown.ts'
import { runbookPath } from '../model/route.ts'

/** A page as it was written. What it leads to outside the runbooks is not here: it is named, and no link. */
export function Markdown({ blocks }: { blocks: readonly Block[] }) {
  return html`${blocks.map(block => html`<${One} block=${block} />`)}`
}

function One({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1
        ? html`<h1 tabindex="-1">${inline(block.parts)}</h1>`
        : html`<h2>${inline(block.parts)}</h2>`
    case 'paragraph':
      return html`<p>${inline(block.parts)}</p>`
    case 'code':
      return html`<pre tabindex="0"><code>${block.text}</code></pre>`
    case 'list': {
      const items = block.items.map(item => html`<li><${Markdown} blocks=${item} /></li>`)
      return block.numbered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`
    }
    case 'table': {
      const [head = [], ...rows] = block.rows
      return html`
        <div class="table-scroll" tabindex="0" role="region" aria-label="Table">
          <table class="plain">
            <thead><tr>${head.map(cell => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
            <tbody>${rows.map(row => html`<tr>${row.map(cell => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody>
          </table>
        </div>
      `
    }
  }
}

const inline = (parts: readonly Inline[]): unknown => parts.map(part => html`<${Part} part=${part} />`)

function Part({ part }: { part: Inline }) {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'code':
      return html`<code>${part.text}</code>`
    case 'strong':
      return html`<strong>${inline(part.parts)}</strong>`
    case 'emphasis':
      return html`<em>${inline(part.parts)}</em>`
    case 'link': {
      const runbook = /^([a-z-]+)\.md/.exec(part.to)?.[1]
      return runbook === undefined
        ? html`<span title=${part.to}>${inline(part.parts)}</span>`
        : html`<a href=${runbookPath(runbook)}>${inline(part.parts)}</a>`
    }
  }
}
