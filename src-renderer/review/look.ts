/** How the operator likes diffs, remembered in this browser. */
import { useLocalStorage } from '@mantine/hooks'
import type { DiffLook } from './diff-look.ts'

export interface Look extends DiffLook {
  /** The stored diff as text instead of the editor. */
  readonly text: boolean
}

export const useLook = (): [Look, (look: Look) => void] => {
  const [look, setLook] = useLocalStorage<Look>({
    key: 'asis-diff',
    defaultValue: { split: true, fold: true, wrap: true, text: false },
    getInitialValueInEffect: false,
  })
  return [look, setLook]
}
