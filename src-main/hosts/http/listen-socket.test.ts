/** Of what is there where a socket is wanted, nothing is touched but what a host left that is gone. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { temporaryFolder } from '../../stores/test-home.ts'
import { usualLimits } from './listen.ts'
import { listenOnSocket } from './listen-socket.ts'

let folder: ReturnType<typeof temporaryFolder>
let own = ''
beforeEach(() => {
  folder = temporaryFolder()
  own = join(folder.path, 'own')
  mkdirSync(own, { mode: 0o700 })
})
afterEach(() => folder.remove())

const listen = (file: string) => listenOnSocket((_, reply) => void reply.end('heard'), file, usualLimits)

describe('a socket file', () => {
  it('is made in a folder of its own, and gone with its host', async () => {
    const file = join(folder.path, 'run', 'asis.sock')
    const opened = await listen(file)
    if (isRefused(opened)) throw new Error(opened.message)
    expect(statSync(join(folder.path, 'run')).mode & 0o777).toBe(0o700)
    await opened.close()
    expect(existsSync(file)).toBe(false)
  })

  it('of a host that was killed is replaced', async () => {
    const file = join(own, 'left.sock')
    const script = `require('net').createServer().listen(${JSON.stringify(file)}, () => process.kill(process.pid, 'SIGKILL'))`
    spawnSync(process.execPath, ['-e', script])
    expect(existsSync(file)).toBe(true)
    const opened = await listen(file)
    if (isRefused(opened)) throw new Error(opened.message)
    await opened.close()
  })

  it('is refused where a file, a folder or a link stands, which stay', async () => {
    const text = join(own, 'important.txt')
    writeFileSync(text, 'important')
    symlinkSync(text, join(own, 'link'))
    for (const file of [text, join(own, 'link')])
      expect(await listen(file)).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/is no socket/) })
    mkdirSync(join(own, 'sub'))
    expect(await listen(join(own, 'sub'))).toMatchObject({ code: 'bad-input' })
    expect(readFileSync(join(own, 'link'), 'utf8')).toBe('important')
  })

  it('is refused where another program listens, which goes on', async () => {
    const file = join(own, 'theirs.sock')
    const theirs = createServer(socket => socket.end())
    theirs.listen(file)
    await once(theirs, 'listening')
    expect(await listen(file)).toMatchObject({ code: 'busy', message: expect.stringMatching(/Another program listens/) })
    expect(existsSync(file)).toBe(true)
    theirs.close()
  })

  it('is refused in a folder that others may enter, whose rights stay as they are', async () => {
    for (const mode of [0o755, 0o777, 0o1777, 0o750, 0o711]) {
      chmodSync(own, mode)
      expect(await listen(join(own, 'asis.sock'))).toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(/Others may enter/),
      })
      expect(statSync(own).mode & 0o7777).toBe(mode)
    }
  })
})
