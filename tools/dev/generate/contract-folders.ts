import { fileURLToPath } from 'node:url'
import type { Folders } from '@orderflow/event-contracts/generate'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Where the schemas of the system's events lie, and what is generated from them. */
export const contractFolders: Folders = {
  schemas: `${root}schemas`,
  output: `${root}packages/events/src/generated`,
  command: 'npm run check -- --fix',
}
