/** Why a card's level and a trial's before are not the same number: told where either stands. */
import { Tooltip } from '@mantine/core'
import { Icon } from '../ui/icons.tsx'
import styles from './dashboard.module.css'

const texts = {
  level:
    'Large figure: the newest level, measured in fresh processes, start-up included, as the project’s users meet it. A trial’s before and after are measured in warmed-up processes, in turns: other numbers on purpose. Compare levels with levels, and a trial’s before with its after.',
  trial:
    'Before and after come from the trial: both versions in the same warmed-up processes, in turns. The level on a card is measured in fresh processes, start-up included: another number on purpose.',
} as const

export const FiguresHint = ({ about }: { readonly about: keyof typeof texts }) => (
  <Tooltip multiline w={320} label={texts[about]}>
    <button type="button" className={styles['hint']} aria-label={`About these figures. ${texts[about]}`}>
      <Icon name="help" size={14} />
    </button>
  </Tooltip>
)
