/** The two ways to start the core's process: the pinned Node in a checkout, Electron's utility process in a package. */
import { fork } from 'node:child_process'
import type { utilityProcess } from 'electron'
import type { CoreChild, FromCore, ToCore } from './core-wire.ts'

export interface ChildOptions {
  /** `core-process`, source or bundled. */
  readonly script: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** `node`: the pinned one, not Electron. */
export const nodeChild = (node: string, { script, args, env }: ChildOptions): CoreChild => {
  const child = fork(script, [...args], {
    execPath: node,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  return {
    name: node,
    send: (message: ToCore) => {
      if (child.connected) child.send(message)
    },
    onMessage: listener => void child.on('message', (message: FromCore) => listener(message)),
    gone: new Promise(resolve => {
      child.once('close', () => resolve())
      child.once('error', () => resolve())
    }),
  }
}

/** The fuse `runAsNode` is off in a package, so its binary is no Node; a utility process is what Electron offers instead. */
export const utilityChild = (electron: Pick<typeof utilityProcess, 'fork'>, { script, args, env }: ChildOptions): CoreChild => {
  const child = electron.fork(script, [...args], { env, stdio: 'inherit', serviceName: 'ASIS core' })
  let gone = false
  return {
    name: 'Electron',
    send: (message: ToCore) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
      if (!gone) child.postMessage(message)
    },
    onMessage: listener => void child.on('message', (message: FromCore) => listener(message)),
    gone: new Promise(resolve => {
      child.once('exit', () => {
        gone = true
        resolve()
      })
    }),
  }
}
