/**
 * The core in its own process, for the desktop window: started with a channel, ends when the channel does. Arguments: `--root CHECKOUT`,
 * and `--project FOLDER` or `--bundled`.
 */
import { parseArgs } from 'node:util'
import { refuse, isRefused, AsisError, type Refused } from '../../../src-shared/errors.ts'
import { createCore } from '../../core.ts'
import type { Core } from '../../core-types.ts'
import { checkoutPaths, dataFolder } from '../../platform/paths.ts'
import { openBundledProject } from '../../project/bundled.ts'
import { eventNames } from '../reply.ts'
import type { FromCore, ToCore } from './core-wire.ts'

const send = (message: FromCore): void => {
  if (process.connected) process.send?.(message)
}

const open = async (): Promise<Core | Refused> => {
  const { values } = parseArgs({
    options: { root: { type: 'string' }, project: { type: 'string' }, bundled: { type: 'boolean' } },
  })
  if (values.root === undefined) return refuse('bad-input', 'The core was started without --root.', 'Start ASIS with npm start.')
  const paths = checkoutPaths(values.root)
  const home = dataFolder(process.env)
  const bundled = values.bundled === true || values.project === undefined
  const projectRoot = values.project ?? (await openBundledProject(paths.bundledProject, home))
  if (isRefused(projectRoot)) return projectRoot
  return createCore({ home, projectRoot, bundled, owner: 'the desktop window of ASIS', paths })
}

const core = await open()
if (isRefused(core)) {
  send({ kind: 'opened', refused: core })
  process.disconnect?.()
} else {
  let closing: Promise<void> | null = null
  const close = (): void => {
    closing ??= core.close().finally(() => process.exit(0))
  }
  for (const name of eventNames) core.subscribe(name, data => send({ kind: 'event', name, data }))
  process.on('message', (message: ToCore) => {
    if (message.kind === 'close') return close()
    core.call(message.method, message.input as never, message.scope).then(
      value => send({ kind: 'answer', id: message.id, value }),
      (error: unknown) =>
        send({
          kind: 'defect',
          id: message.id,
          code: error instanceof AsisError ? error.code : 'internal',
          message: error instanceof AsisError ? error.message : 'Something went wrong inside ASIS.',
        }),
    )
    return undefined
  })
  // The window is gone: nobody could see or stop what would go on.
  process.on('disconnect', close)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, close)
  send({ kind: 'opened', refused: null })
}
