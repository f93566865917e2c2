/** What holds on every page until it is over: the emergency stop, a host that does not know this browser, weaker isolation. */
import { Button } from '@mantine/core'
import type { Status } from '../../src-shared/api/contract.ts'
import { nameIn } from '../../src-shared/domain/person.ts'
import { askRollBackSince } from '../history/since.ts'
import { clockTime, exactTime } from '../ui/format.ts'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './frame.module.css'

const tierWarnings = {
  container: 'Trials run in a container: weaker isolation than bubblewrap. Verdicts say so.',
  seatbelt: 'Trials run under seatbelt: weaker isolation than bubblewrap. Verdicts say so.',
  none: 'No isolation passes its self-test on this machine: code cannot be tried, and nothing is applied.',
} as const

export const TierBanner = ({ isolation }: { readonly isolation: Status['isolation'] }) =>
  isolation.tier === 'strong' ? null : (
    <div className={styles['banner']} role="alert">
      <span aria-hidden="true">⚠</span>
      <span>
        {tierWarnings[isolation.tier]} {isolation.missing === '' ? '' : 'Get the strong one: '}
        {isolation.missing === '' ? null : <code>{oneLine(isolation.missing)}</code>}
      </span>
    </div>
  )

/** The manifest was edited, and what is open is not what it says. */
export const ManifestBanner = ({ manifest }: { readonly manifest: NonNullable<Status['manifest']> }) => (
  <div className={styles['banner']} role={manifest.broken ? 'alert' : 'status'}>
    <span aria-hidden="true">{manifest.broken ? '⚠' : '…'}</span>
    <span className="foreign">{oneLine(manifest.message, 600)}</span>
  </div>
)

const hourMs = 3_600_000

interface StoppedBannerProps {
  readonly stopped: NonNullable<Status['stopped']>
  readonly mayApprove: boolean
  readonly busy: boolean
  readonly onResume: () => void
}
export const StoppedBanner = ({ stopped, mayApprove, busy, onResume }: StoppedBannerProps) => (
  <div className={styles['banner']} data-tone="stopped" role="alert">
    <span aria-hidden="true">■</span>
    <span className={styles['bannerText']}>
      <strong>Emergency stop</strong>{' '}
      <span title={exactTime(stopped.sinceMs)}>
        <Ago tMs={stopped.sinceMs} />
      </span>{' '}
      by <span className="foreign">{oneLine(nameIn(stopped.by), 60)}</span>
      {stopped.reason === '' ? '. ' : ': '}
      {stopped.reason === '' ? null : <span className="foreign">{`${oneLine(stopped.reason, 160)} `}</span>}
      Nothing runs or starts; files are as they are.
    </span>
    <span className={styles['bannerActions']}>
      <Button
        size="compact-xs"
        disabled={!mayApprove}
        // What was applied in the hour before is what one wants to see first; the dialog takes another time.
        onClick={() => askRollBackSince(stopped.sinceMs - hourMs)}
      >
        Roll back everything since…
      </Button>
      <Button size="compact-xs" variant="filled" disabled={!mayApprove} loading={busy} onClick={onResume}>
        Resume
      </Button>
    </span>
  </div>
)

export const KeyBanner = ({ sinceMs }: { readonly sinceMs: number | null }) => (
  <div className={styles['banner']} role="alert">
    <span aria-hidden="true">⚠</span>
    <span>
      <strong>ASIS does not know this browser any more.</strong>{' '}
      {sinceMs === null ? '' : `What is shown is from ${clockTime(sinceMs)}. `}
      Open the launch link that <code>asis serve</code> printed last, in this browser: this page then goes on by itself.
    </span>
  </div>
)
