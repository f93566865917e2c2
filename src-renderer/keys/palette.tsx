/** Ctrl/Cmd-K: every action that is possible now, by name. */
import { Kbd } from '@mantine/core'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { useState } from 'react'
import { actionGroups, currentActions, keyLabel, type Action } from './actions.ts'

export const openPalette = (): void => spotlight.open()

export const Palette = () => {
  const [actions, setActions] = useState<readonly Action[]>([])
  return (
    <Spotlight
      shortcut={null}
      onSpotlightOpen={() => setActions(currentActions().filter(a => a.enabled !== false && a.onlyKeys !== true))}
      nothingFound="Nothing has this name. Try a shorter word."
      highlightQuery
      transitionProps={{ duration: 0 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': 'Command palette', 'data-palette': true } }}
      searchProps={{ placeholder: 'What do you want to do?', 'aria-label': 'Find a command' }}
      actions={actionGroups
        .map(group => ({
          group,
          actions: actions
            .filter(a => a.group === group)
            .map(a => ({
              id: a.id,
              label: a.label,
              onClick: () => a.run(),
              rightSection: a.keys[0] === undefined ? null : <Kbd>{keyLabel(a.keys[0])}</Kbd>,
            })),
        }))
        .filter(g => g.actions.length > 0)}
    />
  )
}
