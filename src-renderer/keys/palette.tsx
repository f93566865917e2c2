/** Ctrl/Cmd-K: every action that is possible now, those of other pages, and what has a name: metrics, modifications, settings. */
import { Kbd } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useState } from 'react'
import { railPlaces } from '../frame/places.ts'
import { parseRoute } from '../routing/route.ts'
import { actionGroups, currentActions, keyLabel, type Action } from './actions.ts'
import { catalogue, doThere } from './catalogue.ts'
import { useFound } from './use-found.ts'

export const openPalette = (): void => spotlight.open()

const right = (keys: string | undefined): SpotlightActionData['rightSection'] =>
  keys === undefined ? null : <Kbd>{keyLabel(keys)}</Kbd>

const elsewhere = (): SpotlightActionData[] => {
  const here = parseRoute(location.hash).place
  return railPlaces
    .filter(p => p.place !== here)
    .flatMap(({ place, label }) =>
      (catalogue[place] ?? [])
        .filter(entry => entry.onlyThere !== true)
        .map(entry => ({
          id: `${place}-${entry.id}`,
          label: `${label}: ${entry.label.toLowerCase()}`,
          onClick: () => doThere(place, entry.id),
        })),
    )
}

export const Palette = () => {
  const [actions, setActions] = useState<readonly Action[]>([])
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const [settled] = useDebouncedValue(query, 120)
  const found = useFound(open, settled)
  const groups: SpotlightActionGroupData[] = [
    ...actionGroups.map(group => ({
      group,
      actions: actions
        .filter(a => a.group === group)
        .map(a => ({ id: a.id, label: a.label, onClick: () => a.run(), rightSection: right(a.keys[0]) })),
    })),
    { group: 'On other pages', actions: open ? elsewhere() : [] },
    ...(['Metrics', 'Modifications', 'Settings'] as const).map(group => ({
      group,
      actions: found
        .filter(f => f.group === group)
        .map(f => ({ id: f.id, label: f.label, description: f.description, keywords: f.keywords, onClick: () => f.run() })),
    })),
  ]
  return (
    <Spotlight
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => {
        setActions(currentActions().filter(a => a.enabled !== false && a.onlyKeys !== true))
        setOpen(true)
      }}
      onSpotlightClose={() => setOpen(false)}
      nothingFound="Nothing has this name. Try a shorter word."
      highlightQuery
      transitionProps={{ duration: 0 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': 'Command palette', 'data-palette': true } }}
      searchProps={{ placeholder: 'A command, a metric, a modification or a setting', 'aria-label': 'Find a command' }}
      actions={groups.filter(g => g.actions.length > 0)}
    />
  )
}
