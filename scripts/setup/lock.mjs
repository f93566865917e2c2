/** A lock file with the owner's process id: two set-ups at once wait for each other, and a dead owner does not block anybody. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fail, say } from './say.mjs'

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

export async function withLock(file, work) {
  let told = false
  for (;;) {
    try {
      const fd = openSync(file, 'wx')
      writeSync(fd, String(process.pid))
      closeSync(fd)
      break
    } catch (error) {
      if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM') {
        fail(`The folder ${file.slice(0, file.lastIndexOf('/'))} cannot be written by this user.`, 'Clone the project as the user who runs it.')
      }
      if (error.code !== 'EEXIST') throw error
      let owner = 0
      try {
        owner = Number(readFileSync(file, 'utf8'))
      } catch {
        continue // released meanwhile
      }
      if (owner && !alive(owner)) {
        rmSync(file, { force: true })
        continue
      }
      if (!told) say(`waiting for another set-up (process ${owner}) ...`)
      told = true
      await wait(200)
    }
  }
  const release = () => rmSync(file, { force: true })
  process.on('exit', release)
  try {
    return await work()
  } finally {
    release()
    process.off('exit', release)
  }
}
