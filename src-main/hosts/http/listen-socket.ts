/**
 * Listens on a socket file. Whoever can connect is taken for the owner, so it stands in a folder that nobody else may enter: one that is made for it, or
 * one that is so already. Nothing that stands there is touched but a socket of a host that is gone.
 */
import { lstatSync, mkdirSync, rmSync, type Stats } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { open, shut, type Limits, type Listening } from './listen.ts'

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
const found = (file: string): Stats | null => lstatSync(file, { throwIfNoEntry: false }) ?? null

/** Null: it is the owner's alone. */
function whyNotPrivate(folder: string): Refused | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stat = found(folder)
  if (stat?.isDirectory() && (stat.mode & 0o077) === 0 && stat.uid === process.getuid?.()) return null
  return refuse(
    'bad-input',
    `Others may enter the folder ${folder}, and whoever reaches a socket in it would be taken for you. Nothing was started.`,
    'Leave FILE out for a place in the data folder: asis serve --socket. Or close the folder: chmod 700',
  )
}

const isHeard = (file: string): Promise<boolean> =>
  new Promise(done => {
    const socket = connect(file)
    const end = (heard: boolean): void => {
      socket.destroy()
      done(heard)
    }
    socket.once('connect', () => end(true))
    // A queue that is full has somebody at its end.
    socket.once('error', error => end(codeOf(error) !== 'ECONNREFUSED' && codeOf(error) !== 'ENOENT'))
  })

/** Null: there is nothing, or no longer. */
async function whyNotFree(file: string): Promise<Refused | null> {
  const stat = found(file)
  if (stat === null) return null
  if (!stat.isSocket())
    return refuse(
      'bad-input',
      `${file} exists and is no socket. Nothing was started, and it was not touched.`,
      'Name another file.',
    )
  if (await isHeard(file))
    return refuse(
      'busy',
      `Another program listens on the socket ${file}. Nothing was started.`,
      'Name another file: --socket FILE',
    )
  rmSync(file, { force: true })
  return null
}

export async function listenOnSocket(handler: RequestListener, file: string, limits: Limits): Promise<Listening | Refused> {
  try {
    const obstacle = whyNotPrivate(dirname(file)) ?? (await whyNotFree(file))
    if (obstacle) return obstacle
  } catch (error) {
    return refuse(
      'disk',
      `The socket ${file} cannot be made (${codeOf(error)}). Nothing was started.`,
      'Check the rights of its folder.',
    )
  }
  const server = createServer({ requestTimeout: limits.requestMs, connectionsCheckingInterval: limits.checkMs }, handler)
  const failed = await open(server, { path: file })
  if (failed !== null)
    return refuse(
      'disk',
      `The socket ${file} cannot be opened (${failed}). Nothing was started.`,
      'Use a shorter path: ASIS_HOME.',
    )
  // Its file goes with it.
  return { port: 0, close: () => shut(server) }
}
