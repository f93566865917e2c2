/**
 * The victim of `kill.test.ts`: told a data folder and a project on its standard input, it recovers and then applies and rolls back
 * without end, and writes a dot at every step on the way, so that whoever kills it can choose when, on a busy machine too.
 */
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { recover } from '../../src-main/control/recover.ts'
import { rollbackModification } from '../../src-main/pipeline/8-rollback/rollback.ts'
import { silentLog, systemClock } from '../../src-main/platform/ports.ts'
import { changeOf, mustOpen } from '../../src-main/stores/test-home.ts'
import { applied } from './decided.ts'
import { plainProject, textOf, versionedPaths, versionOf } from './versions.ts'

// Otherwise written at the end, which never comes.
flushCompileCache()
const say = (text: string): void => void writeSync(1, text)
say('warm')
const [line] = (await once(process.stdin, 'data')) as [Buffer]
const { home, root } = JSON.parse(line.toString()) as { home: string; root: string }

const project = plainProject(root)
const step = (): void => say('.')
const stores = mustOpen(home, { owner: 'the victim', clock: systemClock }, step)
const work = { stores, project, clock: systemClock, step }
step()
recover(stores, () => project, { clock: systemClock, log: silentLog, sandboxFolder: join(home, 'asis_sandbox'), step })

let version = Math.max(...stores.modifications.list(project.id, 1).map(each => Number(each.title)), 0)
for (;;) {
  version++
  step()
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
