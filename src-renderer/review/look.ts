/** How the operator likes diffs, remembered in this browser. */
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import type { DiffLook } from './diff-look.ts'

export interface Look extends DiffLook {
  /** The stored diff as text instead of the editor. */
  readonly text: boolean
  /** Two columns have no room: `split` is false, whatever the operator likes. */
  readonly narrow: boolean
}

/** Below it a column of code has less than 50 characters beside queue and evidence. */
const tooNarrow = '(max-width: 1199px)'

export const useLook = (): [Look, (look: Look) => void] => {
  const narrow = useMediaQuery(tooNarrow, undefined, { getInitialValueInEffect: false })
  const [liked, setLiked] = useLocalStorage<Omit<Look, 'narrow'>>({
    key: 'asis-diff',
    defaultValue: { split: true, fold: true, wrap: true, text: false },
    getInitialValueInEffect: false,
  })
  const { split, fold, wrap, text } = liked
  return [
    { split: split && !narrow, fold, wrap, text, narrow },
    next => setLiked({ split: narrow ? split : next.split, fold: next.fold, wrap: next.wrap, text: next.text }),
  ]
}
