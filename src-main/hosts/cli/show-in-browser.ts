/**
 * Opens a link with what the desktop has for it. Arguments of a program can be read by every user of the machine, and a launch link is a key while it is
 * unused: the desktop is given a file of ours, which only its owner can read and which goes on to the link. Never a command line.
 */
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RandomBytes } from '../../platform/ports.ts'

/** Program and arguments; null where there is no desktop to show anything on. */
export const openerOf = (
  url: string,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): readonly [string, readonly string[]] | null => {
  if (platform === 'darwin') return ['open', [url]]
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open', [url]] : null
}

/** A page that goes on to `url`, readable by its owner only. `url` is one of ours: nothing in it needs escaping. */
export const stepTo = (url: string, folder: string, random: RandomBytes): string => {
  const file = join(folder, `asis_open-${Buffer.from(random(12)).toString('hex')}.html`)
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${url}"><title>ASIS</title>\n`
  writeFileSync(file, page, { mode: 0o600, flag: 'wx' })
  return file
}

/** Long enough for a browser that has to be started first. */
const keptMs = 60_000

export interface ShowPorts {
  /** The data folder: its owner's alone. */
  readonly folder: string
  readonly random: RandomBytes
  readonly failed: () => void
}

/** Does not wait; `failed` is told when nothing could be started. */
export const showInBrowser = (url: string, { folder, random, failed }: ShowPorts): void => {
  if (openerOf(url, process.platform, process.env) === null) return failed()
  let file: string
  try {
    file = stepTo(url, folder, random)
  } catch {
    return failed()
  }
  const remove = (): void => rmSync(file, { force: true })
  const [program, args] = openerOf(pathToFileURL(file).href, process.platform, process.env)!
  const child = spawn(program, [...args], { stdio: 'ignore', detached: true })
  child.once('error', () => {
    remove()
    failed()
  })
  child.once('exit', code => {
    if (code) failed()
  })
  child.unref()
  setTimeout(remove, keptMs).unref()
  process.once('exit', remove)
}
