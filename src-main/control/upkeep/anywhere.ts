/** The upkeep from the command line: of a data folder that no console owns, without a project. */
import { setImmediate } from 'node:timers/promises'
import { personBy, unnamed } from '../../../src-shared/domain/person.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { UpkeepDone, UpkeepDue } from '../../../src-shared/domain/upkeep.ts'
import { accountName } from '../../platform/account.ts'
import { systemClock } from '../../platform/ports.ts'
import { openStores } from '../../stores/open-stores.ts'
import type { Stores } from '../../stores/stores.ts'
import { createStopSwitch } from '../stop-switch.ts'
import { runUpkeep, upkeepDue } from './run-upkeep.ts'

async function withStores<T>(
  home: string,
  access: 'read' | 'write',
  work: (stores: Stores) => Promise<T | Refused>,
): Promise<T | Refused> {
  const stores = openStores(home, { access, owner: 'asis upkeep', clock: systemClock })
  if (isRefused(stores)) return stores
  try {
    return await work(stores)
  } finally {
    stores.close()
  }
}

const interrupted = (): Refused => refuse('cancelled', 'The upkeep was ended before it began.', 'Start it again: asis upkeep')

const pauseUnless = (goesOn: () => boolean) => async (): Promise<boolean> => {
  await setImmediate()
  return goesOn()
}

/** @param goesOn false as soon as the operator wants it to end. */
export const upkeepAnywhere = (home: string, goesOn: () => boolean): Promise<UpkeepDone | Refused> =>
  withStores(home, 'write', async stores => {
    const stopped = createStopSwitch(stores).refusal()
    if (stopped) return stopped
    const by = personBy(accountName() ?? unnamed)
    return (await runUpkeep({ stores, clock: systemClock, by, pause: pauseUnless(goesOn) })) ?? interrupted()
  })

export const upkeepDueAnywhere = (home: string): Promise<UpkeepDue | Refused> =>
  withStores(home, 'read', async stores => (await upkeepDue(stores, systemClock.nowMs(), async () => true)) ?? interrupted())
