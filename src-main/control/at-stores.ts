/** The stores of a data folder for as long as one answer of the command line takes. */
import { personBy, unnamed } from '../../src-shared/domain/person.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { accountName } from '../platform/account.ts'
import { silentLog, systemClock } from '../platform/ports.ts'
import { systemRandom } from '../platform/random.ts'
import { openStores, sandboxFolder } from '../stores/open-stores.ts'
import type { Stores } from '../stores/stores.ts'
import { recover } from './recover.ts'
import { registeredProject } from './registered-projects.ts'

export function withStores<T>(home: string, access: 'read' | 'write', owner: string, work: (stores: Stores) => T): T | Refused {
  const stores = openStores(home, { access, owner, clock: systemClock, random: systemRandom })
  if (isRefused(stores)) return stores
  try {
    return work(stores)
  } finally {
    stores.close()
  }
}

/** Whoever uses the command line. */
export const byAccount = (): string => personBy(accountName() ?? unnamed)

/** What a crash left open is closed before anything else is changed. */
export const recoverNow = (stores: Stores): void =>
  void recover(stores, id => registeredProject(stores, id), {
    clock: systemClock,
    log: silentLog,
    sandboxFolder: sandboxFolder(stores.home),
  })
