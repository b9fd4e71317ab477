import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { kinds } from './lines.ts'
import { kindOf } from './progress.ts'

/** The cheapest kind first; of a kind what failed or took longest the last time, so that workers end together. */
export class CheapestKindFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const rank = ({ moduleId }: TestSpecification) => kinds.indexOf(kindOf(moduleId))
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
