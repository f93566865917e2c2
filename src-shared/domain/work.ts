/** Work that takes longer than a moment and is no session, named as what it is and with how far it is. */
import { z } from 'zod'

export const work = z.object({
  id: z.int(),
  /** `measure`: levels of metrics. `watch`: one look at a change in effect. */
  kind: z.enum(['measure', 'watch']),
  /** What it is about, one line: "all metrics", or the title of a modification. */
  title: z.string(),
  /** What it does at this moment. */
  message: z.string(),
  /** Finished steps; `total` 0: nobody knows how many there are. */
  done: z.int(),
  total: z.int(),
  startedMs: z.int(),
  /** False where it ends only with what it belongs to. */
  mayCancel: z.boolean(),
})
export type Work = z.infer<typeof work>
