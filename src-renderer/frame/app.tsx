/** The frame around every page: rail, status bar, banners, keys, palette. */
import { Suspense, useEffect, useState } from 'react'
import { useCore, useQuery, useStaleSince } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { Dashboard } from '../dashboard/dashboard.tsx'
import { askRollBack, useAskedRollBack } from '../history/asked-roll-back.ts'
import { askRollBackSince, useRollBackSince } from '../history/since.ts'
import { useActions, type Action } from '../keys/actions.ts'
import { CheatSheet } from '../keys/cheat-sheet.tsx'
import { listenForKeys } from '../keys/listen.ts'
import { openPalette, Palette } from '../keys/palette.tsx'
import { go, parseRoute, useHash } from '../routing/route.ts'
import { useKeyRefused } from '../transport/key.ts'
import { ProjectGate } from '../welcome/project-gate.tsx'
import { Tour } from '../welcome/tour.tsx'
import { KeyBanner, ManifestBanner, StoppedBanner, TierBanner } from './banners.tsx'
import styles from './frame.module.css'
import {
  HistoryPage,
  JournalPage,
  loadPagesWhenIdle,
  OpportunitiesPage,
  ReviewPage,
  RollBackDialog,
  RollBackSinceDialog,
  SettingsPage,
  WelcomePage,
} from './pages.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { railPlaces } from './places.ts'
import { Rail, useThemeToggle } from './rail.tsx'
import { StatusBar } from './status-bar.tsx'
import { useNotices } from './use-notices.ts'

export const App = () => (
  <ProjectGate>
    <Frame />
  </ProjectGate>
)

const Frame = () => {
  const { transport, queries } = useCore()
  const route = parseRoute(useHash())
  const status = useQuery('status.get', {}).data
  const staleSince = useStaleSince()
  const toggleTheme = useThemeToggle()
  const [keysOpen, setKeysOpen] = useState(false)
  const keyRefused = useKeyRefused()
  const since = useRollBackSince()
  const takenBack = useAskedRollBack()
  const cancelling = useDo()
  const stopping = useDo()
  const resuming = useDo()

  useEffect(listenForKeys, [])
  useEffect(loadPagesWhenIdle, [])
  useNotices(status)

  const onCancel = (): void =>
    cancelling.run(
      () => transport.call('session.cancel', {}),
      result => (result.cancelled ? 'The session was stopped.' : 'Nothing was running.'),
    )
  const onStop = (): void =>
    stopping.run(
      () => transport.call('control.stop', {}),
      () => 'Stopped. Nothing runs or starts; files are as they are.',
      () => queries.refresh(method => method === 'status.get'),
    )
  const onResume = (): void =>
    resuming.run(
      () => transport.call('control.resume', {}),
      () => 'Resumed.',
      () => queries.refresh(method => method === 'status.get'),
    )
  const stopped = status?.stopped ?? null
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
      label: 'Emergency stop',
      group: 'Everywhere',
      keys: ['!'],
      always: true,
      enabled: stopped === null,
      run: onStop,
    },
    {
      id: 'resume',
      label: 'Resume after the emergency stop',
      group: 'Everywhere',
      keys: [],
      enabled: stopped !== null && status?.mayApprove === true,
      run: onResume,
    },
    {
      id: 'roll-back-since-time',
      label: 'Roll back everything since a time',
      group: 'Everywhere',
      keys: [],
      enabled: status?.mayApprove === true,
      run: () => askRollBackSince(Date.now() - 3_600_000),
    },
    {
      id: 'cancel',
      label: 'Cancel the running session',
      group: 'Everywhere',
      keys: ['.'],
      enabled: status?.running != null && status.mayApprove,
      run: onCancel,
    },
    { id: 'project', label: 'Open another project', group: 'Go to', keys: ['g p'], run: () => go('welcome') },
  ]
  useActions(everywhere)

  return (
    <div className={`${styles['frame']} ${staleSince === null ? '' : (styles['stale'] ?? '')}`}>
      <Rail place={route.place} status={status} />
      <StatusBar
        status={status}
        staleSince={staleSince}
        onStop={onStop}
        onCancel={onCancel}
        onPalette={openPalette}
        onKeys={() => setKeysOpen(true)}
      />
      <main className={styles['page']}>
        {keyRefused ? <KeyBanner sinceMs={staleSince} /> : null}
        {stopped === null ? null : (
          <StoppedBanner stopped={stopped} mayApprove={status?.mayApprove === true} busy={resuming.busy} onResume={onResume} />
        )}
        {status === undefined || status.manifest === null ? null : <ManifestBanner manifest={status.manifest} />}
        {status === undefined ? null : <TierBanner isolation={status.isolation} />}
        <div className={styles['content']}>
          <PageBoundary key={route.place}>
            <Suspense fallback={null}>
              {route.place === 'now' ? <Dashboard /> : null}
              {route.place === 'opportunities' ? <OpportunitiesPage /> : null}
              {route.place === 'review' ? <ReviewPage id={route.id} /> : null}
              {route.place === 'history' ? <HistoryPage id={route.id} /> : null}
              {route.place === 'journal' ? <JournalPage id={route.id} /> : null}
              {route.place === 'settings' ? <SettingsPage id={route.id} /> : null}
              {route.place === 'welcome' ? <WelcomePage /> : null}
            </Suspense>
          </PageBoundary>
        </div>
      </main>
      <Tour />
      <Palette />
      <Suspense fallback={null}>
        {takenBack === null ? null : <RollBackDialog row={takenBack} onClose={() => askRollBack(null)} />}
        {since === null ? null : <RollBackSinceDialog fromMs={since} onClose={() => askRollBackSince(null)} />}
      </Suspense>
      <CheatSheet opened={keysOpen} onClose={() => setKeysOpen(false)} />
    </div>
  )
}
