/**
 * A lock file with the ids of the processes that hold it: two set-ups at once wait for each other. A killed owner does not block
 * anybody, also when its id has been given to another process (usual in containers): a living owner touches the file.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fail, say } from './say.mjs'

const lookEveryMs = 250
const touchEveryMs = 2000
/** A file that is not touched while somebody watches it this long has no owner; a machine that slept did not watch. */
const abandonedLooks = 60

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

const look = file => {
  try {
    return { ids: readFileSync(file, 'utf8').split(' ').map(Number).filter(Boolean), touchedMs: statSync(file).mtimeMs }
  } catch {
    return null // released meanwhile
  }
}

function take(file) {
  try {
    const fd = openSync(file, 'wx')
    closeSync(fd)
    writeFileSync(file, String(process.pid))
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    if (['EACCES', 'EROFS', 'EPERM'].includes(error.code)) {
      fail(`The folder ${path.dirname(file)} cannot be written by this user.`, 'Clone the project as the user who runs it.')
    }
    rmSync(file, { force: true })
    return fail(
      `The folder ${path.dirname(file)} cannot be written (${error.code}).`,
      'Free some space and run the command again.',
    )
  }
}

/** Moved aside first: of two who find it abandoned, one removes it. */
function removeAbandoned(file) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    rmSync(aside, { force: true })
  } catch {
    // The other one was faster.
  }
}

/** `work` is told how to name a process that it starts and that must be over before the next owner begins. */
export async function withLock(file, work) {
  let told = false
  let seenMs = 0
  let looks = 0
  while (!take(file)) {
    const found = look(file)
    if (found === null) continue
    looks = found.touchedMs === seenMs ? looks + 1 : 0
    seenMs = found.touchedMs
    if ((found.ids.length > 0 && !found.ids.some(alive)) || looks > abandonedLooks) {
      removeAbandoned(file)
      continue
    }
    if (!told) say(`waiting for another set-up (process ${found.ids[0] ?? 'unknown'}) ...`)
    told = true
    await wait(lookEveryMs)
  }
  const release = () => rmSync(file, { force: true })
  const touch = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date())
    } catch {
      // Removed by hand: the work goes on.
    }
  }, touchEveryMs)
  touch.unref()
  process.on('exit', release)
  try {
    return await work(pid => writeFileSync(file, `${process.pid} ${pid}`))
  } finally {
    clearInterval(touch)
    release()
    process.off('exit', release)
  }
}
