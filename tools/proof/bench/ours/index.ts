import type { Scenario } from '../scenario.ts'
import { burst } from './burst.ts'
import { hotProduct } from './hot-product.ts'
import { http } from './http.ts'
import { idle } from './idle.ts'
import { latency, latencyAtShare } from './latency.ts'
import { lowLoad } from './low-load.ts'
import { postAlone } from './post-alone.ts'
import { seeded } from './seeded.ts'
import { soak } from './soak.ts'
import { traced } from './traced.ts'
import { withReporting } from './with-reporting.ts'

/** The system, with all that it does by default switched on. */
export const ours: readonly Scenario[] = [
  http(64),
  http(256),
  hotProduct,
  burst(50_000),
  seeded,
  latency(50),
  latency(500),
  latency(1_000),
  latencyAtShare(70),
  postAlone,
  idle,
  ...withReporting,
  lowLoad(1),
  lowLoad(50),
  lowLoad(200),
  traced,
  soak,
]
