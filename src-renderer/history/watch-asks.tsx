/** What the watch of a change in effect asks, and the answers beside taking it back. */
import type { AskingWatch } from '../../src-shared/api/contract.ts'
import { KeyButton } from '../ui/key-button.tsx'
import { Tag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './history.module.css'

export interface Asks extends AskingWatch {
  /** Whether whoever looks may answer so. */
  readonly mayKeep: boolean
  readonly mayLook: boolean
  readonly onKeep: () => void
  readonly onLookAgain: () => void
}

/** In the place of a state: one whose watch asks is not being watched. */
export const AsksTag = () => (
  <Tag tone="waiting" sign="!">
    its watch asks
  </Tag>
)

export const WatchAsks = ({ asks }: { readonly asks: Asks }) => (
  <section className={styles['asks']} aria-label="Its watch asks you">
    <p>
      <strong>{asks.status === 'degraded' ? 'Got worse, not taken back. ' : 'Unclear. '}</strong>
      <span className="foreign">{oneLine(asks.detail, 1000)}</span>
    </p>
    <p>
      Asked <Ago tMs={asks.sinceMs} />. It is in effect.
    </p>
  </section>
)

export const AnswerButtons = ({ asks }: { readonly asks: Asks }) => (
  <>
    <KeyButton
      label="Keep it"
      tip={asks.mayKeep ? 'It stays in effect, and its watch ends' : 'This window may only look'}
      keys="a"
      icon="check"
      disabled={!asks.mayKeep}
      onClick={asks.onKeep}
    />
    <KeyButton
      label="Look again"
      tip={asks.mayLook ? 'Its watch starts over' : asks.mayKeep ? 'Not now: everything is stopped' : 'This window may only look'}
      keys="l"
      icon="measure"
      disabled={!asks.mayLook}
      onClick={asks.onLookAgain}
    />
  </>
)
