/** For tests of the whole core: opens one in this process, for somebody at a terminal, takes answers that must not be refusals, waits for events. */
import { callingAs } from '../../src-main/api/caller.ts'
import type { Core, CoreOptions } from '../../src-main/core-types.ts'
import { createCore } from '../../src-main/core.ts'
import { checkoutPaths } from '../../src-main/platform/paths.ts'
import type { EventData, EventName } from '../../src-shared/api/contract.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { checkout } from './files.ts'

export async function openCoreAt(home: string, projectRoot: string, more: Partial<CoreOptions> = {}): Promise<Core> {
  const core = answered(await createCore({ home, projectRoot, owner: 'a test', paths: checkoutPaths(checkout), ...more }))
  return callingAs(core, { way: { kind: 'terminal' } })
}

export function answered<T>(answer: T | Refused): T {
  if (isRefused(answer)) throw new Error(`${answer.code}: ${answer.message} ${answer.next}`)
  return answer
}

/** The first event that is wanted; listen before what brings it about. */
export function until<E extends EventName>(core: Core, name: E, wanted: (data: EventData<E>) => boolean): Promise<EventData<E>> {
  const { promise, resolve } = Promise.withResolvers<EventData<E>>()
  const stop = core.subscribe(name, data => {
    if (wanted(data)) resolve(data)
  })
  return promise.finally(stop)
}
