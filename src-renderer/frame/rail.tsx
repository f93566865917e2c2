/** The places, with the number of what waits for the operator. */
import { useMantineColorScheme } from '@mantine/core'
import type { Status } from '../../src-shared/api/contract.ts'
import { addressOf, type Place } from '../routing/route.ts'
import { Icon } from '../ui/icons.tsx'
import { IconButton } from '../ui/key-button.tsx'
import styles from './frame.module.css'
import { railPlaces } from './places.ts'

export const useThemeToggle = (): (() => void) => {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return () => {
    const dark = colorScheme === 'dark' || (colorScheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
    setColorScheme(dark ? 'light' : 'dark')
  }
}

export const Rail = ({ place, status }: { readonly place: Place; readonly status: Status | undefined }) => {
  const toggleTheme = useThemeToggle()
  const waiting = status?.waiting ?? 0
  return (
    <nav className={styles['rail']} aria-label="Places">
      <div className={styles['brand']}>
        <Icon name="now" size={18} />
        <span>ASIS</span>
      </div>
      {railPlaces.map((each, i) => (
        <a
          key={each.place}
          href={addressOf(each.place)}
          className={styles['place']}
          aria-current={each.place === place ? 'page' : undefined}
          title={`${each.label} (${i + 1})`}
        >
          <Icon name={each.icon} />
          <span>{each.label}</span>
          {each.place === 'review' && waiting > 0 ? (
            <span className={styles['badge']}>
              {waiting > 99 ? '99+' : waiting}
              <i className="visually-hidden"> waiting</i>
            </span>
          ) : null}
        </a>
      ))}
      <div className={styles['bottom']}>
        <span>{status === undefined ? '' : `v${status.version}`}</span>
        <IconButton label="Light or dark" keys="t" icon="theme" onClick={toggleTheme} />
      </div>
    </nav>
  )
}
