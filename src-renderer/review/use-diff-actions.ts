/** The keys of a diff. */
import { useActions } from '../keys/actions.ts'
import type { Look } from './look.ts'
import type { Marks } from './marks.ts'

interface DiffActions {
  readonly look: Look
  readonly setLook: (look: Look) => void
  readonly textOnly: boolean
  readonly files: number
  readonly marks: Marks | null
  readonly step: (by: number) => void
  readonly nextFile: (by: number) => void
  readonly enter: () => void
  readonly remark: () => void
  readonly toggle: () => void
}

export const useDiffActions = (diff: DiffActions): void => {
  const { look, setLook, textOnly, files, marks } = diff
  const inEditor = !textOnly && !look.text
  const group = 'The diff'
  useActions([
    {
      id: 'split',
      label: look.split ? 'Show the diff in one column' : 'Show the diff side by side',
      group,
      keys: ['s'],
      enabled: inEditor && !look.narrow,
      run: () => setLook({ ...look, split: !look.split }),
    },
    {
      id: 'fold',
      label: look.fold ? 'Show unchanged lines' : 'Fold unchanged lines',
      group,
      keys: ['f'],
      enabled: inEditor,
      run: () => setLook({ ...look, fold: !look.fold }),
    },
    {
      id: 'wrap',
      label: look.wrap ? 'Do not wrap lines' : 'Wrap lines',
      group,
      keys: ['w'],
      enabled: inEditor,
      run: () => setLook({ ...look, wrap: !look.wrap }),
    },
    {
      id: 'text',
      label: look.text ? 'Show the diff in the editor' : 'Show the diff as text',
      group,
      keys: ['x'],
      enabled: !textOnly,
      run: () => setLook({ ...look, text: !look.text }),
    },
    { id: 'next-change', label: 'Next change', group, keys: ['n'], onlyKeys: true, run: () => diff.step(1) },
    { id: 'previous-change', label: 'Previous change', group, keys: ['p'], onlyKeys: true, run: () => diff.step(-1) },
    { id: 'next-file', label: 'Next file', group, keys: [']'], enabled: files > 1, run: () => diff.nextFile(1) },
    { id: 'previous-file', label: 'Previous file', group, keys: ['['], enabled: files > 1, run: () => diff.nextFile(-1) },
    { id: 'enter-diff', label: 'Move into the diff', group, keys: ['Enter'], onlyKeys: true, run: diff.enter },
    {
      id: 'remark',
      label: 'Remark on the line of the cursor',
      group,
      keys: ['c'],
      enabled: marks?.mayRemark === true,
      run: diff.remark,
    },
    {
      id: 'leave-remark',
      label: 'Leave the remark unwritten',
      group,
      keys: ['Escape'],
      enabled: marks?.composing != null,
      onlyKeys: true,
      run: () => marks?.compose(null),
    },
    {
      id: 'toggle-hunk',
      label: 'Keep or refuse the hunk at the cursor',
      group,
      keys: ['Space'],
      enabled: marks?.choice != null,
      onlyKeys: true,
      run: diff.toggle,
    },
  ])
}
