/** A project, and a change of two hunks that waits in its queue although one hunk is wrong: as if an earlier trial had been fooled. */
import { isRefused } from '../../src-shared/errors.ts'
import { registerProject } from '../../src-main/control/registered-projects.ts'
import { submit } from '../../src-main/pipeline/5-review/submit.ts'
import { systemClock } from '../../src-main/platform/ports.ts'
import { openProject } from '../../src-main/project/open-project.ts'
import { openStores } from '../../src-main/stores/open-stores.ts'
import { changeOf, evidenceOf, proposalOf } from '../../src-main/stores/test-home.ts'
import { ownManifest, ownProject } from './command-line.ts'
import { writeFiles } from './files.ts'
import { idLists } from './sure-gain.ts'

export const before = `const tidy = id => id.trim()

/** Those of \`wanted\` that \`known\` holds. */
export function pickKnown(wanted, known) {
  return wanted.filter(id => known.includes(id)).map(tidy)
}
`
const slower = '  return wanted.filter(id => known.includes(id)).map(tidy)\n'
const faster = '  const all = new Set(known)\n  return wanted.filter(id => all.has(id)).map(tidy)\n'
/** Right, and faster. */
export const good = before.replace(slower, faster)
/** Faster too, and wrong where an id has space around it. */
export const both = good.replace('id.trim()', 'id')
/** Indexes, from 0. */
export const hunks = { wrong: 0, good: 1 }

/** Id of the queue's only candidate. Nothing may have the data folder open. */
export function twoHunksWaiting(root: string, home: string): string {
  writeFiles(root, {
    ...ownProject,
    'src/pick.js': before,
    // Some ids have space around them.
    'bench/inputs.mjs': idLists("(random() < 0.2 ? ' ' : '') + 'id' + Math.floor(random() * size * 2)"),
    'asis.config.json': ownManifest(),
  })
  const project = openProject(root)
  const stores = openStores(home, { access: 'write', owner: 'test', clock: systemClock })
  if (isRefused(project) || isRefused(stores)) throw new Error('not opened')
  registerProject({ stores, project, clock: systemClock })
  const proposal = proposalOf([changeOf('src/pick.js', before, both)], {
    changedFunctions: ['src/pick.js#tidy', 'src/pick.js#pickKnown'],
  })
  const { id } = stores.candidates.add(
    project.id,
    { proposal, metricId: 'pick-time', metricTitle: 'Time of pickKnown', unit: 'us', sessionId: null },
    1,
  )
  stores.evidence.put(project.id, id, evidenceOf(), 1)
  submit({ projectId: project.id, id }, { stores, clock: systemClock })
  stores.close()
  return id
}
