/** The frame around every page: rail, status bar, banners, keys, palette. */
import { useEffect, useState } from 'react'
import { useCore, useQuery, useStaleSince } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { Dashboard } from '../dashboard/dashboard.tsx'
import { HistoryPage } from '../history/history-page.tsx'
import { JournalPage } from '../journal/journal-page.tsx'
import { useActions, type Action } from '../keys/actions.ts'
import { CheatSheet } from '../keys/cheat-sheet.tsx'
import { listenForKeys } from '../keys/listen.ts'
import { openPalette, Palette } from '../keys/palette.tsx'
import { OpportunitiesPage } from '../opportunities/opportunities-page.tsx'
import { ReviewPage } from '../review/review-page.tsx'
import { go, parseRoute, useHash } from '../routing/route.ts'
import { SettingsPage } from '../settings/settings-page.tsx'
import { WelcomePage } from '../welcome/welcome-page.tsx'
import styles from './frame.module.css'
import { Rail, railPlaces, useThemeToggle } from './rail.tsx'
import { StatusBar } from './status-bar.tsx'

const tierWarnings = {
  container: 'Trials run in a container: weaker isolation than bubblewrap. Verdicts say so.',
  seatbelt: 'Trials run under seatbelt: weaker isolation than bubblewrap. Verdicts say so.',
  none: 'No isolation passes its self-test on this machine: code cannot be tried, and nothing is applied.',
} as const

export const App = () => {
  const { transport } = useCore()
  const route = parseRoute(useHash())
  const status = useQuery('status.get', {}).data
  const staleSince = useStaleSince()
  const toggleTheme = useThemeToggle()
  const [keysOpen, setKeysOpen] = useState(false)
  const stop = useDo()

  useEffect(listenForKeys, [])
  useEffect(() => {
    document.title = status === undefined || status.waiting === 0 ? 'ASIS' : `(${status.waiting}) ASIS`
  }, [status])

  const onStop = (): void =>
    stop.run(
      () => transport.call('session.cancel', {}),
      result => (result.cancelled ? 'The session was stopped.' : 'Nothing was running.'),
    )
  const everywhere: Action[] = [
    ...railPlaces.map(({ place, label, key }, i) => ({
      id: `go-${place}`,
      label,
      group: 'Go to' as const,
      keys: [`${i + 1}`, `g ${key}`],
      run: () => go(place),
    })),
    { id: 'palette', label: 'All commands', group: 'Everywhere', keys: ['mod+k'], run: openPalette },
    { id: 'keys', label: 'Show the keys', group: 'Everywhere', keys: ['?'], run: () => setKeysOpen(true) },
    { id: 'theme', label: 'Light or dark', group: 'Everywhere', keys: ['t'], run: toggleTheme },
    {
      id: 'stop',
      label: 'Stop the running session',
      group: 'Everywhere',
      keys: ['.'],
      enabled: status?.running != null && status.mayApprove,
      run: onStop,
    },
  ]
  useActions(everywhere)

  const tier = status?.isolation.tier
  return (
    <div className={`${styles['frame']} ${staleSince === null ? '' : (styles['stale'] ?? '')}`}>
      <Rail place={route.place} status={status} />
      <StatusBar
        status={status}
        staleSince={staleSince}
        onStop={onStop}
        onPalette={openPalette}
        onKeys={() => setKeysOpen(true)}
      />
      <main className={styles['page']}>
        {status === undefined || tier === undefined || tier === 'strong' ? null : (
          <div className={styles['banner']} role="alert">
            <span aria-hidden="true">⚠</span>
            <span>
              {tierWarnings[tier]} {status.isolation.missing === '' ? '' : 'Get the strong one: '}
              {status.isolation.missing === '' ? null : <code>{status.isolation.missing}</code>}
            </span>
          </div>
        )}
        <div className={styles['content']}>
          {route.place === 'now' ? <Dashboard /> : null}
          {route.place === 'opportunities' ? <OpportunitiesPage /> : null}
          {route.place === 'review' ? <ReviewPage id={route.id} /> : null}
          {route.place === 'history' ? <HistoryPage id={route.id} /> : null}
          {route.place === 'journal' ? <JournalPage /> : null}
          {route.place === 'settings' ? <SettingsPage /> : null}
          {route.place === 'welcome' ? <WelcomePage /> : null}
        </div>
      </main>
      <Palette />
      <CheatSheet opened={keysOpen} onClose={() => setKeysOpen(false)} />
    </div>
  )
}
