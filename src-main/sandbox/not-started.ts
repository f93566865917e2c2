/**
 * What a box that was never started means to whoever wanted an answer of it: nothing ran, so nothing is known of the code, and the operator
 * reads what stood in the way.
 */
import { refuse, type Refused } from '../../src-shared/errors.ts'
import type { NotStarted, Result, Sandbox } from './sandbox.ts'

export const whyNotStarted = ({ detail, refused }: NotStarted): Refused =>
  refused ??
  refuse(
    'no-isolation',
    `The sandbox could not be started: ${detail.replace(/\.+$/, '')}. Nothing was changed.`,
    'Run `asis doctor`.',
  )

export interface AttentiveSandbox {
  readonly sandbox: Sandbox
  /** Of the first box that was not started; null: all were. */
  refused(): Refused | null
}

/** Keeps in mind that a box was not started, so that nobody takes its silence for what the code in it did. */
export function attentive(sandbox: Sandbox): AttentiveSandbox {
  let first: Refused | null = null
  const note = (result: Result): void => {
    if (result.end.kind === 'not-started') first ??= whyNotStarted(result.end)
  }
  return {
    refused: () => first,
    sandbox: {
      isolation: sandbox.isolation,
      suiteChecks: () => sandbox.suiteChecks(),
      async run(job, signal) {
        const result = await sandbox.run(job, signal)
        note(result)
        return result
      },
      async open(job, signal) {
        const box = await sandbox.open(job, signal)
        return {
          ...box,
          async request(payload, timeoutMs) {
            const answer = await box.request(payload, timeoutMs)
            if (answer.kind === 'ended') note(answer.result)
            return answer
          },
          async close() {
            const result = await box.close()
            note(result)
            return result
          },
        }
      },
    },
  }
}
