/** What stands in the way of a mount is answered with the file at fault, and with a next step that helps. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { makeReadable, type Readable } from './reachable-mounts.ts'

const isRoot = process.getuid?.() === 0
let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "asis reach'able ")))
  mkdirSync(join(folder, 'modules/deep'), { recursive: true })
  for (const name of ['a.js', 'b.js', 'c.js']) writeFileSync(join(folder, 'modules/deep', name), name)
  execFileSync('mkfifo', [join(folder, 'modules/pipe')])
  symlinkSync('/nowhere/at/all', join(folder, 'modules/gone'))
  symlinkSync('loop', join(folder, 'modules/loop'))
})
afterEach(() => {
  execFileSync('chmod', ['-R', 'u+rwX', folder])
  rmSync(folder, { recursive: true, force: true })
})

const modules = (): string => join(folder, 'modules')
const copies = (): string => join(folder, 'copies')
const reach = (host = modules(), most?: number): Readable | Refused =>
  makeReadable([{ host, box: '/node_modules' }], copies(), most)
const reached = (answer: Readable | Refused): string => {
  if (isRefused(answer)) throw new Error(answer.message)
  return answer.mounts[0]!.host
}
function refused(answer: Readable | Refused): Refused {
  if (!isRefused(answer)) throw new Error('it was reached')
  expect(answer.message).toMatch(/Nothing was changed\.$/)
  expect(answer.code).toBe('disk')
  expect(existsSync(copies()) ? readdirSync(copies()) : []).toEqual([])
  return answer
}

it('pipes, and links that lead nowhere, stand in nobody’s way', () => {
  expect(reached(reach())).toBe(modules())
})

// Only root runs jobs as another user, who may not read it: for everybody else such a file is as good as any.
describe.skipIf(!isRoot)('a file that only its owner may read', () => {
  it('is copied with its tree while that is small', () => {
    chmodSync(join(modules(), 'deep/b.js'), 0o600)
    const copy = reached(reach())
    expect(copy.startsWith(copies())).toBe(true)
    expect(readdirSync(copy)).toEqual(['deep', 'gone', 'loop'])
    expect(readdirSync(join(copy, 'deep'))).toEqual(['a.js', 'b.js', 'c.js'])
  })

  it('is named where the tree is too large, whichever it is; what is said next helps', () => {
    chmodSync(join(modules(), 'deep/b.js'), 0o600)
    const { message, next } = refused(reach(modules(), 5))
    expect(message).toContain(`/modules/deep/b.js' may not be read by everyone`)
    expect(message).not.toContain('a.js')
    execFileSync('sh', ['-c', /chmod .*$/.exec(next)![0]])
    expect(reached(reach(modules(), 5))).toBe(modules())
  })

  it('and so is a folder', () => {
    chmodSync(join(modules(), 'deep'), 0o700)
    expect(refused(reach(modules(), 1)).message).toContain(`/modules/deep' may not be read by everyone`)
  })
})

// Nothing is closed to root, so this one needs a run as somebody else: `npm test` of an ordinary user.
it.skipIf(isRoot)('a folder that this user may not list is named', () => {
  chmodSync(modules(), 0)
  const { message, next } = refused(reach())
  expect(message).toContain(`/modules' cannot be read (EACCES)`)
  execFileSync('sh', ['-c', /chmod .*$/.exec(next)![0]])
  expect(reached(reach())).toBe(modules())
})

it('what was removed since it was found, and a link to itself', () => {
  expect(refused(reach(join(folder, 'never'))).message).toContain(`/never' is not there any more.`)
  expect(refused(reach(join(modules(), 'loop'))).message).toContain('leads to itself')
})
