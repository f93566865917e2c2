/** The reviewer's marks on the change that is shown: which hunks are kept, which remark is being written, and the calls that save them. */
import { useMemo, useState } from 'react'
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import type { LineComment } from '../../src-shared/domain/review.ts'
import { useCore } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { hunksTellAll, placeKey, type Place } from './hunk-lines.ts'
import type { Marks } from './marks.ts'

export interface ReviewMarks {
  readonly marks: Marks | null
  readonly kept: ReadonlySet<number> | null
  /** More than one hunk, and together they are the whole change. */
  readonly canChoose: boolean
  choose(on: boolean): void
  keepAll(keep: boolean): void
}

const isWhole = (detail: CandidateDetail): boolean =>
  detail.files.every(file =>
    hunksTellAll(
      file.before,
      file.after,
      detail.hunks.filter(hunk => hunk.path === file.path),
    ),
  )

export const useMarks = (detail: CandidateDetail | undefined, mayRemark: boolean): ReviewMarks => {
  const { transport, queries } = useCore()
  const saving = useDo()
  const [chosen, setChosen] = useState<{ readonly id: string; readonly kept: ReadonlySet<number> } | null>(null)
  const [writing, setWriting] = useState<{ readonly id: string; readonly place: Place } | null>(null)
  const waits = detail?.state === 'awaiting-review'
  const canChoose = useMemo(
    () => detail !== undefined && waits && mayRemark && detail.hunks.length > 1 && isWhole(detail),
    [detail, waits, mayRemark],
  )
  if (detail === undefined) return { marks: null, kept: null, canChoose: false, choose() {}, keepAll() {} }
  const { id, hunks, comments } = detail
  const kept = canChoose && chosen?.id === id ? chosen.kept : null
  const everything = (): ReadonlySet<number> => new Set(hunks.map(hunk => hunk.index))
  const change = (next: (old: readonly LineComment[]) => readonly LineComment[]): void =>
    queries.update('candidates.get', old => (old.id === id ? { ...old, comments: [...next(old.comments)] } : old))
  const marks: Marks = {
    hunks,
    comments,
    mayRemark,
    composing: writing?.id === id && mayRemark ? writing.place : null,
    compose: place => {
      // Asked for where it is open already: what was written stays.
      if (place !== null && writing?.id === id && placeKey(writing.place) === placeKey(place)) return
      setWriting(place === null ? null : { id, place })
    },
    save: (place, text) =>
      new Promise(resolve => {
        saving.run(
          () =>
            transport.call('candidates.comment', { id, ...place, text }).catch((error: unknown) => {
              resolve(false)
              throw error
            }),
          () => null,
          comment => {
            change(old => [...old.filter(c => c.id !== comment.id), comment])
            setWriting(null)
            resolve(true)
          },
        )
      }),
    remove: comment =>
      saving.run(
        () => transport.call('candidates.uncomment', { id, commentId: comment.id }),
        () => null,
        () => change(old => old.filter(c => c.id !== comment.id)),
      ),
    choice:
      kept === null
        ? null
        : {
            kept,
            toggle(index) {
              const next = new Set(kept)
              if (!next.delete(index)) next.add(index)
              setChosen({ id, kept: next })
            },
          },
  }
  return {
    marks,
    kept,
    canChoose,
    choose: on => setChosen(on ? { id, kept: everything() } : null),
    keepAll: keep => setChosen({ id, kept: keep ? everything() : new Set() }),
  }
}
