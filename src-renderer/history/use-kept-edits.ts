/** What a rollback of the chosen modification was told to overwrite, and the dialog that shows one of them. */
import { useState } from 'react'
import type { KeptEdit } from '../../src-shared/domain/kept-edit.ts'
import { useOptionalQuery, useQuery } from '../data/context.tsx'
import type { Action } from '../keys/actions.ts'

export interface KeptEdits {
  /** Newest first. */
  readonly all: readonly KeptEdit[]
  readonly mayRestore: boolean
  /** Whose dialog is open; `restoring`: with the question whether to put it back. */
  readonly open: { readonly edit: KeptEdit; readonly restoring: boolean } | null
  readonly actions: readonly Action[]
  show(edit: KeptEdit): void
  restore(edit: KeptEdit): void
  close(): void
}

export const useKeptEdits = (id: string | undefined): KeptEdits => {
  const all = useOptionalQuery('edits.list', id === undefined ? null : { id }).data ?? []
  const mayRestore = useQuery('status.get', {}).data?.mayApprove === true
  const [open, setOpen] = useState<KeptEdits['open']>(null)
  const newest = all[0]
  const show = (edit: KeptEdit): void => setOpen({ edit, restoring: false })
  return {
    all,
    mayRestore,
    open,
    show,
    restore: edit => setOpen({ edit, restoring: true }),
    close: () => setOpen(null),
    actions: [
      {
        id: 'edits',
        label: 'Show the newest kept edit',
        group: 'This page',
        keys: ['e'],
        enabled: newest !== undefined,
        run: () => newest !== undefined && show(newest),
      },
    ],
  }
}
