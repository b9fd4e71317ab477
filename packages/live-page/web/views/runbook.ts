import { signal } from '@preact/signals'
import { html } from 'htm/preact'
import { useEffect } from 'preact/hooks'
import { type Block, parseMarkdown } from '../lib/markdown.ts'
import { problemOf } from '../model/request.ts'
import { Markdown } from '../parts/markdown.ts'

const page = signal<{ readonly name: string; readonly blocks?: readonly Block[]; readonly why?: string }>({
  name: '',
})

/** What to do about an alert: its page in docs/runbooks. */
export function RunbookPage({ name }: { name: string }) {
  useEffect(() => {
    const abort = new AbortController()
    void load(name, abort.signal)
    return () => abort.abort()
  }, [name])
  const { blocks, why } = page.value.name === name ? page.value : {}
  return html`
    <article class="panel runbook" data-runbook=${name} aria-busy=${blocks === undefined && why === undefined}>
      <p class="hint"><a href="#/">Live</a> · docs/runbooks/${name}.md</p>
      ${blocks ? html`<${Markdown} blocks=${blocks} />` : html`<h1 tabindex="-1">${name}</h1><p>${why}</p>`}
    </article>
  `
}

async function load(name: string, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(`/runbooks/${encodeURIComponent(name)}`, { signal })
    if (!response.ok) throw await problemOf(response)
    page.value = { name, blocks: parseMarkdown(await response.text()) }
  } catch (error) {
    if (signal.aborted) return
    const away = error instanceof TypeError
    page.value = {
      name,
      why: away ? 'Reporting does not answer; the page is in the repository.' : (error as Error).message,
    }
  }
}
