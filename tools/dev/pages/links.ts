import { posix } from 'node:path'
import GithubSlugger from 'github-slugger'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString as textOf } from 'mdast-util-to-string'

type Root = ReturnType<typeof fromMarkdown>
type Node = Root | Root['children'][number]

interface Page {
  readonly links: readonly { readonly url: string; readonly line: number }[]
  /** The anchors of its headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>
}

/**
 * A sentence for every relative link of the pages that leads nowhere: to a file that does not exist, or to a heading
 * that its page does not have. Addresses of other hosts are not looked at.
 * @param pages path from the repository's root to Markdown
 * @param exists whether there is a file or folder at a path from the root
 */
export function brokenLinks(pages: ReadonlyMap<string, string>, exists: (path: string) => boolean): string[] {
  const read = new Map([...pages].map(([path, text]) => [path, readPage(text)]))
  return [...read].flatMap(([path, { links }]) =>
    links.flatMap(({ url, line }) => {
      const why = whyBroken(url, path)
      return why === undefined ? [] : [`${path}:${line} links to ${url}: ${why}.`]
    }),
  )

  function whyBroken(url: string, from: string): string | undefined {
    if (/^[a-z][a-z+.-]*:|^\/\//i.test(url)) return
    const [file = '', anchor] = decodeURI(url).split('#')
    const target = file === '' ? from : posix.join(posix.dirname(from), file)
    if (!exists(target)) return 'there is no such file'
    const page = read.get(target)
    if (anchor !== undefined && page !== undefined && !page.anchors.has(anchor))
      return 'that page has no such heading'
  }
}

/** A sentence for every page of `docs/` that its index does not link. Those of a folder with an index of its own stand there. */
export function missingInIndex(pages: ReadonlyMap<string, string>): string[] {
  const index = 'docs/README.md'
  const linked = new Set(
    readPage(pages.get(index) ?? '').links.map(({ url }) =>
      posix.join('docs', url.split('#', 1)[0] as string),
    ),
  )
  const standsElsewhere = (path: string) =>
    posix.dirname(path) !== 'docs' &&
    !path.endsWith('/README.md') &&
    pages.has(`${posix.dirname(path)}/README.md`)
  return [...pages.keys()]
    .filter(path => path.startsWith('docs/') && path !== index && !linked.has(path) && !standsElsewhere(path))
    .map(path => `${index} does not name ${path}: say there which question it answers.`)
}

function readPage(text: string): Page {
  const slugger = new GithubSlugger()
  const nodes = [...everyNode(fromMarkdown(text))]
  return {
    links: nodes.flatMap(node =>
      'url' in node ? [{ url: node.url, line: node.position?.start.line ?? 0 }] : [],
    ),
    anchors: new Set(nodes.flatMap(node => (node.type === 'heading' ? [slugger.slug(textOf(node))] : []))),
  }
}

function* everyNode(node: Node): Generator<Node> {
  yield node
  if ('children' in node) for (const child of node.children) yield* everyNode(child)
}
