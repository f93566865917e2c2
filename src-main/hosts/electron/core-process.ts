/**
 * The core in its own process, for the desktop window: started with a channel, ends when the channel does. Arguments: `--root PROGRAM`, in a
 * package `--resources FOLDER` (where its other files are), and `--project FOLDER`, `--bundled` or `--none`; else what was open last.
 */
import { parseArgs } from 'node:util'
import { refuse, isRefused, AsisError, type Refused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import { useLibraryFolder } from '../../languages/javascript/program.ts'
import { openProjects, type ConsoleOptions } from '../../open-projects.ts'
import { aboveOf } from '../../platform/above.ts'
import { findNode } from '../../platform/find-node.ts'
import { checkoutPaths, dataFolder, homeVariable, packagedPaths } from '../../platform/paths.ts'
import { eventNames } from '../reply.ts'
import { windowPort } from './window-port.ts'

const port = windowPort()

const open = async (): Promise<Core | Refused> => {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: {
      root: { type: 'string' },
      resources: { type: 'string' },
      project: { type: 'string' },
      bundled: { type: 'boolean' },
      none: { type: 'boolean' },
    },
  })
  if (values.root === undefined) return refuse('bad-input', 'The core was started without --root.', 'Start ASIS with npm start.')
  const paths =
    values.resources === undefined
      ? checkoutPaths(values.root)
      : packagedPaths(values.root, values.resources, await findNode(process.env))
  if (paths.generator) useLibraryFolder(paths.generator.libraryFolder)
  const named: ConsoleOptions['first'] = values.bundled ? 'bundled' : values.none ? 'none' : 'last'
  return openProjects({
    home: dataFolder(process.env),
    first: values.project === undefined ? named : { root: values.project },
    owner: 'the desktop window of ASIS',
    above: aboveOf(process.env),
    host: () => ({ homeVariable: homeVariable(process.env), http: null }),
    paths,
  })
}

const core = await open().catch((error: unknown) =>
  refuse(
    'not-found',
    `ASIS could not open its data folder: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`,
    'Look at the machine and the data folder with: asis doctor',
  ),
)
if (isRefused(core)) {
  // Ends when it is told to: the refusal must not be lost with the process that says it.
  port.onMessage(() => process.exit(0))
  port.onGone(() => process.exit(0))
  port.send({ kind: 'opened', refused: core })
} else {
  let closing: Promise<void> | null = null
  const close = (): void => {
    closing ??= core.close().finally(() => process.exit(0))
  }
  for (const name of eventNames) core.subscribe(name, data => port.send({ kind: 'event', name, data }))
  port.onMessage(message => {
    if (message.kind === 'close') return close()
    core.call(message.method, message.input as never, message.scope, message.caller).then(
      value => port.send({ kind: 'answer', id: message.id, value }),
      (error: unknown) =>
        port.send({
          kind: 'defect',
          id: message.id,
          code: error instanceof AsisError ? error.code : 'internal',
          message: error instanceof AsisError ? error.message : 'Something went wrong inside ASIS.',
        }),
    )
    return undefined
  })
  // The window is gone: nobody could see or stop what would go on.
  port.onGone(close)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, close)
  port.send({ kind: 'opened', refused: null })
}
