/** For tests in which programs approve: as if an operator had turned it on at a terminal before. */
import { scriptedApprovals } from '../../src-shared/api/proof.ts'
import { systemClock } from '../../src-main/platform/ports.ts'
import { systemRandom } from '../../src-main/platform/random.ts'
import { openStores } from '../../src-main/stores/open-stores.ts'
import { answered } from './open-core.ts'

/** The data folder is nobody's at that moment. */
export function letProgramsApprove(home: string): void {
  const stores = answered(openStores(home, { access: 'write', owner: 'a test', clock: systemClock, random: systemRandom }))
  stores.settings.set('', scriptedApprovals, true, systemClock.nowMs())
  stores.close()
}
