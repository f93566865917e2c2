/** Opens a link with what the desktop has for it. The link is an argument, never a command line. */
import { spawn } from 'node:child_process'

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

/** Does not wait; `failed` is told when nothing could be started. */
export const showInBrowser = (url: string, failed: () => void): void => {
  const opener = openerOf(url, process.platform, process.env)
  if (opener === null) return failed()
  const child = spawn(opener[0], [...opener[1]], { stdio: 'ignore', detached: true })
  child.once('error', failed)
  child.once('exit', code => {
    if (code) failed()
  })
  child.unref()
}
