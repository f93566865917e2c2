/** How the operator likes diffs, remembered in this browser. */
import { useLocalStorage } from '@mantine/hooks'
import type { DiffLook } from './monaco-diff.ts'

export const useLook = (): [DiffLook, (look: DiffLook) => void] => {
  const [look, setLook] = useLocalStorage<DiffLook>({
    key: 'asis-diff',
    defaultValue: { split: true, fold: true, wrap: true },
    getInitialValueInEffect: false,
  })
  return [look, setLook]
}
