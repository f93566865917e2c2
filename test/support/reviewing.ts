/** For tests of what stands around a trial: a workspace over a real project and real stores, where the trial itself is given. */
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import type { Session } from '../../src-shared/domain/session.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import type { Bench } from './changing-project.ts'
import { createEventHub } from '../../src-main/api/events.ts'
import { checkoutPaths } from '../../src-main/platform/paths.ts'
import { silentLog, systemAfter } from '../../src-main/platform/ports.ts'
import { systemRandom } from '../../src-main/platform/random.ts'
import type { Sandbox } from '../../src-main/sandbox/sandbox.ts'
import type { Stores } from '../../src-main/stores/stores.ts'
import { atMost, oneAtATime } from '../../src-main/platform/turnstile.ts'
import { createSessions, type Sessions } from '../../src-main/control/sessions.ts'
import { settingValues } from '../../src-main/control/settings/settings.ts'
import { createStopSwitch } from '../../src-main/control/stop-switch.ts'
import type { Watching } from '../../src-main/control/watching.ts'
import type { Workspace } from '../../src-main/control/workspace.ts'
import { createWorks } from '../../src-main/control/works.ts'
import type { OnDemand } from '../../src-main/control/review/try-candidate.ts'

export interface Reviewing {
  readonly workspace: Workspace
  readonly sessions: Sessions
  /** The ended session; what was refused instead of it throws. */
  ended(started: Session | Refused): Promise<Session>
}

const nothing = () => Promise.reject(new Error('nothing is run in this test'))

export function reviewingOver(bench: Bench, stores: Stores = bench.stores): Reviewing {
  const sandbox: Sandbox = {
    isolation: { tier: 'strong', checks: [], missing: '' },
    suiteChecks: nothing,
    run: nothing,
    open: nothing,
  }
  const hub = createEventHub(silentLog)
  const workspace: Workspace = {
    project: bench.project,
    bundled: false,
    stores,
    clock: bench.clock,
    after: systemAfter,
    random: systemRandom,
    log: silentLog,
    hub,
    paths: checkoutPaths('/nowhere'),
    harnessDir: '/nowhere',
    sandboxFolder: `${bench.home}/asis_sandbox`,
    sandbox: () => Promise.resolve(sandbox),
    settings: settingValues({ stores, project: bench.project }),
    stop: createStopSwitch(stores),
    lanes: 1,
    files: oneAtATime(),
    measuring: atMost(1),
    works: createWorks({ hub, clock: bench.clock }),
  }
  const watching: Watching = {
    begin: () => {},
    runAfterTrial: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    pause: () => ({ count: 0, ended: Promise.resolve() }),
    resume: () => {},
    close: () => Promise.resolve(),
  }
  const sessions = createSessions(workspace, watching)
  return {
    workspace,
    sessions,
    ended(started) {
      if (isRefused(started)) return Promise.reject(new Error(started.message))
      const { promise, resolve } = Promise.withResolvers<Session>()
      workspace.hub.subscribe('session.ended', resolve)
      return promise
    },
  }
}

/** A trial that ends like this. */
export const proving =
  (outcome: Evidence | Refused): NonNullable<OnDemand['prove']> =>
  () =>
    Promise.resolve(outcome)
