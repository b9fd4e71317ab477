const list = /<!-- files -->[\s\S]*<!-- \/files -->/

/**
 * Writes the list of a page's source files between its two marks `files`: those that it links to above them, each once,
 * in that order, under the headings that they stand below.
 */
export function withFileList(page: string): string {
  const [way = ''] = page.split('<!-- files -->')
  const seen = new Set<string>()
  const parts = way.split(/^## /m).map(section => {
    const title = section.slice(0, section.indexOf('\n'))
    const links = [...section.matchAll(/\]\(\.\.\/([^)]+\.ts)\)/g)].map(([, path = '']) => path)
    const fresh = [...new Set(links)].filter(path => !seen.has(path))
    for (const path of fresh) seen.add(path)
    return { title, files: fresh }
  })
  let number = 0
  const lists = parts
    .filter(({ files }) => files.length > 0)
    .map(({ title, files }) => {
      const items = files.map(path => `${++number}. [\`${path}\`](../${path})`)
      return `${title}:\n\n${items.join('\n')}`
    })
  const text = [`One order passes ${seen.size} files.`, ...lists].join('\n\n')
  return page.replace(list, () => `<!-- files -->\n\n${text}\n\n<!-- /files -->`)
}
