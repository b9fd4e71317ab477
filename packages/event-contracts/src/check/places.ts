import { eventNameOf } from '../generate/names.ts'

/** Where a repository keeps what it has promised to the readers of its events. */
export interface Places {
  /** The folder that all others are in; it may be one of a larger repository. */
  readonly root: string
  /** Of the schemas, from the root: `schemas`. */
  readonly schemas: string
  /** Of the golden events. */
  readonly golden: string
  /** The file of the tightenings within a version that were let through, each with its reason. */
  readonly exceptions: string
}

/** The folders with what was promised to consumers. */
export const contractFolders = ({ schemas, golden }: Places): readonly string[] => [schemas, golden]

/** Golden events may lie among the schemas, in a folder of their own. */
export const isSchema = (places: Places, path: string): boolean =>
  isIn(places.schemas, path) && !isGolden(places, path)
export const isGolden = ({ golden }: Places, path: string): boolean => isIn(golden, path)

const isIn = (folder: string, path: string) => path.startsWith(`${folder}/`) && path.endsWith('.json')

/** The topic of the events of a schema; undefined for what is no event but referred to by some. */
export const topicOfSchema = ({ schemas }: Places, path: string): string | undefined =>
  eventNameOf(path.slice(schemas.length + 1))?.topic

/** `golden/order.created.v1.json` and `golden/order.created.v1.<more>.json` are events of `order.created.v1`. */
export const topicOfGolden = ({ golden }: Places, path: string): string | undefined =>
  /^(.*?\.v\d+)(?:\.[^/]*)?\.json$/.exec(path.slice(golden.length + 1))?.[1]
