/**
 * Taking a change back by itself, and what happens when that cannot be done: then it stays in effect although it is known to be worse,
 * so it is said where everybody looks, journalled, and a person is asked. Never tried again by itself.
 */
import { AsisError, type Refused } from '../../../src-shared/errors.ts'
import { rollBack } from '../decisions.ts'
import { tellChanged } from '../review/tell-changed.ts'
import type { Workspace } from '../workspace.ts'

export async function takeBack(workspace: Workspace, id: string, detail: string, data: unknown): Promise<void> {
  const { stores, project, clock, log } = workspace
  const put = (text: string, more: { readonly nextMs: number | null; readonly asks: boolean }): void =>
    stores.watches.put(project.id, {
      candidateId: id,
      status: 'degraded',
      detail: text,
      data,
      updatedMs: clock.nowMs(),
      ...more,
    })
  // After a crash from here on the next start takes it back.
  put(detail, { nextMs: clock.nowMs(), asks: false })
  let refused: Refused | null
  try {
    refused = await rollBack(workspace, {
      id,
      by: 'watch',
      reason: detail,
      overwriteEdits: false,
      unless: () => workspace.stop.refusal(),
    })
  } catch (error) {
    // A damaged backup: the operator has to know, and the next start would meet it again.
    log('error', 'a change could not be taken back', { id, error: String(error) })
    refused = {
      kind: 'refused',
      code: 'disk',
      message: error instanceof AsisError ? error.message : 'of a defect of ASIS, see its log.',
      next: '',
    }
  }
  // Whoever resumes takes it back then.
  if (refused?.code === 'stopped') return
  if (refused === null) return put(detail, { nextMs: null, asks: false })
  const state = stores.candidates.get(project.id, id)?.state
  // Somebody else was faster.
  if (state !== 'applied' && state !== 'kept') return put(detail, { nextMs: null, asks: false })
  const why =
    `It could not be taken back by itself and stays in effect until you decide: ${refused.message} ${refused.next}`.trim()
  put(`${detail} ${why}`, { nextMs: null, asks: true })
  stores.journal.append(
    'check',
    { projectId: project.id, action: 'watch-not-taken-back', subject: id, detail: `${why} Found: ${detail}` },
    clock.nowMs(),
  )
  tellChanged(workspace, id)
}
