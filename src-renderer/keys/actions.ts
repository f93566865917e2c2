/**
 * Everything that can be done now, each with its keys: the one list behind the keyboard, the palette and the cheat sheet. Pages add theirs
 * while they are on the screen.
 */
import { useEffect, useRef } from 'react'

/** In the order in which they are listed. */
export const actionGroups = ['This page', 'The diff', 'Go to', 'Everywhere'] as const
export type ActionGroup = (typeof actionGroups)[number]

export interface Action {
  readonly id: string
  readonly label: string
  readonly group: ActionGroup
  /** `a`, `g n` (one after the other), `mod+k` (Ctrl or Cmd). The first is shown. */
  readonly keys: readonly string[]
  readonly enabled?: boolean
  /** Moves a selection: of no use in the palette. */
  readonly onlyKeys?: boolean
  /** Works over an open dialog as well. Never while a text is typed. */
  readonly always?: boolean
  run(): void
}

interface Holder {
  current: readonly Action[]
}
const holders = new Set<Holder>()

/** What was added last comes first, so that a page wins over the frame. */
export const currentActions = (): readonly Action[] => [...holders].reverse().flatMap(holder => holder.current)

export const useActions = (actions: readonly Action[]): void => {
  const holder = useRef<readonly Action[]>(actions)
  useEffect(() => {
    holder.current = actions
  })
  useEffect(() => {
    holders.add(holder)
    return () => {
      holders.delete(holder)
    }
  }, [])
}

export const keyLabel = (keys: string): string =>
  keys
    .split(' ')
    .map(key =>
      key
        .replace('mod+', navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl ')
        .replace('ArrowDown', '↓')
        .replace('ArrowUp', '↑')
        .replace(/(^|\s)([a-z])$/, (_, before: string, letter: string) => before + letter.toUpperCase()),
    )
    .join(' then ')
