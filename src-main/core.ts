/**
 * Opens the stores, closes what a crash left open, and wires the stages. The only place where parts meet; what each method does is
 * in `control/`. Knows no host.
 */
import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { Core, CoreOptions, KeptAnswers } from './core-types.ts'
import { dispatch } from './api/dispatch.ts'
import { createEventHub } from './api/events.ts'
import { watchEdited } from './control/edited-files.ts'
import { createHandlers } from './control/handlers/handlers.ts'
import { endRestingThreads } from './pipeline/2-generate/generate.ts'
import { createMeasuring } from './control/measuring.ts'
import { atMost, oneAtATime } from './platform/turnstile.ts'
import { rememberProject } from './control/known-projects.ts'
import { createAutonomous } from './control/autonomous/autonomous.ts'
import { createPolicies, keepBundledPolicy } from './control/policies.ts'
import { preparedHarness } from './control/prepared-harness.ts'
import { recover } from './control/recover.ts'
import { registeredProject, registerProject } from './control/registered-projects.ts'
import { createSessions } from './control/sessions.ts'
import { createSettings, settingValues } from './control/settings/settings.ts'
import { createStopping } from './control/stopping.ts'
import { takeStopRequests } from './control/stop-request.ts'
import { createStopSwitch, keepInterruptedStop } from './control/stop-switch.ts'
import { createUpkeep } from './control/upkeep/upkeep.ts'
import { createWatching } from './control/watching.ts'
import type { Workspace } from './control/workspace.ts'
import { createWorks } from './control/works.ts'
import { accountName } from './platform/account.ts'
import { systemLoad } from './platform/load.ts'
import { silentLog, systemAfter, systemClock } from './platform/ports.ts'
import { systemRandom } from './platform/random.ts'
import { liveProject } from './project/live-project.ts'
import { openProject } from './project/open-project.ts'
import { isRefused } from '../src-shared/errors.ts'
import type { Refused } from '../src-shared/errors.ts'
import { complexityChange } from './languages/javascript/complexity.ts'
import { openSandbox } from './sandbox/open-sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { Stores } from './stores/stores.ts'
import { openStores } from './stores/open-stores.ts'

export async function createCore(options: CoreOptions): Promise<Core | Refused> {
  const opened = openProject(options.projectRoot)
  if (isRefused(opened)) return opened
  const live = liveProject(opened)
  const { project } = live
  const clock = options.clock ?? systemClock
  const random = options.random ?? systemRandom
  const log = options.log ?? silentLog
  const hub = createEventHub(log)
  // The listener below runs only after the stores are open.
  const views = () => (isRefused(stores) ? null : stores.views)
  const stores: Stores | Refused = openStores(options.home, {
    access: options.access ?? 'write',
    owner: options.owner,
    clock,
    random,
    onJournal: record => hub.emit('journal.appended', record),
    onCandidate: (projectId, id) => {
      const row = projectId === project.id ? (views()?.row(projectId, id) ?? null) : null
      if (row) hub.emit('candidates.changed', row)
    },
    complexityOf: complexityChange,
  })
  if (isRefused(stores)) return stores

  if (stores.access === 'write') keepInterruptedStop(stores, clock.nowMs())
  let sandbox: Promise<Sandbox | Refused> | null = options.sandbox ? Promise.resolve(options.sandbox) : null
  // The blocks of a comparison alternate within one process and count its own CPU time, so two may run on two cores, no more.
  const lanes = Math.min(2, availableParallelism())
  const workspace: Workspace = {
    project,
    bundled: options.bundled === true,
    stores,
    clock,
    after: options.after ?? systemAfter,
    random,
    account: options.account ?? accountName(),
    log,
    hub,
    paths: options.paths,
    harnessDir: preparedHarness(options.paths.harness, options.home, random),
    above: options.above,
    settings: settingValues({ stores, project, above: options.above }),
    stop: createStopSwitch(stores),
    sandboxFolder: path.join(options.home, 'asis_sandbox'),
    // The self-test takes a moment and reading commands do not need it.
    sandbox: () => (sandbox ??= openSandbox({ nodePath: options.paths.node, home: options.home, log })),
    lanes,
    files: oneAtATime(),
    measuring: atMost(lanes),
    works: createWorks({ hub, clock }),
  }
  if (stores.access === 'write') {
    registerProject(workspace)
    rememberProject(workspace)
    keepBundledPolicy(workspace)
    if (options.opening) {
      const { action, detail } = options.opening
      stores.journal.append('config', { projectId: project.id, action, subject: project.manifest.name, detail }, clock.nowMs())
    }
    recover(stores, projectId => (projectId === project.id ? project : registeredProject(stores, projectId)), {
      clock,
      log,
      sandboxFolder: workspace.sandboxFolder,
    })
  }
  const watching = createWatching(workspace)
  const sessions = createSessions(workspace, watching)
  const staysOpen = options.staysOpen === true && stores.access === 'write'
  const measuring = createMeasuring(workspace, sessions, staysOpen)
  const settings = createSettings({ workspace, live, host: options.host })
  const autonomous = createAutonomous({
    workspace,
    settings,
    sessions,
    load: options.load ?? systemLoad,
    runsHere: staysOpen,
  })
  const wake = (): void => {
    autonomous.wake()
    measuring.catchUp()
  }
  const stopping = createStopping({ workspace, sessions, watching, onChange: wake })
  const upkeep = createUpkeep({ workspace, sessions, runsHere: staysOpen })
  const handlers = createHandlers({
    workspace,
    sessions,
    measuring,
    watching,
    stopping,
    settings,
    policies: createPolicies(workspace),
    autonomous,
    upkeep,
  })
  const edited = staysOpen ? watchEdited(workspace) : null
  const requests = stores.access === 'write' ? takeStopRequests(options.home, stopping, { clock, log }) : null
  if (stores.access === 'write' && workspace.stop.now() === null) watching.resume()
  wake()

  const answers: KeptAnswers | null =
    stores.access === 'write'
      ? {
          begin: use => stores.idempotency.begin(use, clock.nowMs()),
          finish: stores.idempotency.finish,
          forget: stores.idempotency.forget,
        }
      : null

  return {
    call: (method, input, scope, caller) => dispatch(handlers, method, input, scope, { clock, log, caller }),
    answers: () => Promise.resolve(answers),
    subscribe: hub.subscribe,
    async close() {
      requests?.close()
      edited?.close()
      autonomous.close()
      await upkeep.close()
      await measuring.close()
      await sessions.close()
      await watching.close()
      await stopping.close()
      await endRestingThreads()
      stores.close()
    },
  }
}
