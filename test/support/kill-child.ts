/**
 * The victim of `kill.test.ts`: told a data folder and a project on its standard input, it recovers, says so, and then applies and
 * rolls back without end. It stops only by being killed.
 */
import { once } from 'node:events'
import { join } from 'node:path'
import { recover } from '../../src-main/control/recover.ts'
import { rollbackModification } from '../../src-main/pipeline/8-rollback/rollback.ts'
import { silentLog, systemClock } from '../../src-main/platform/ports.ts'
import { changeOf, mustOpen } from '../../src-main/stores/test-home.ts'
import { applied } from './decided.ts'
import { plainProject, textOf, versionedPaths, versionOf } from './versions.ts'

process.stdout.write('warm\n')
const [line] = (await once(process.stdin, 'data')) as [Buffer]
const { home, root } = JSON.parse(line.toString()) as { home: string; root: string }

const project = plainProject(root)
const stores = mustOpen(home, { owner: 'the victim', clock: systemClock })
const work = { stores, project, clock: systemClock }
recover(stores, () => project, { clock: systemClock, log: silentLog, sandboxFolder: join(home, 'asis_sandbox') })
process.stdout.write('recovered\n')

let version = Math.max(...stores.modifications.list(project.id, 1).map(each => Number(each.title)), 0)
for (;;) {
  version++
  const changes = versionedPaths.map(path => {
    const source = project.read(path)
    if ('code' in source) throw new Error(source.message)
    versionOf(path, source.text)
    return changeOf(path, source.text, textOf(path, version))
  })
  const { id } = applied(work, changes, { title: String(version) })
  // Every eighth stays, so that there is an order of changes to keep.
  if (version % 8 !== 0)
    rollbackModification({ projectId: project.id, id, by: 'test', reason: 'again', overwriteEdits: false }, work)
}
