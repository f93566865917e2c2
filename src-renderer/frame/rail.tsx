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

const Badge = ({ wanted: [count, word] = [0, ''] }: { readonly wanted: readonly [number, string] | undefined }) =>
  count === 0 ? null : (
    <span className={styles['badge']}>
      {count > 99 ? '99+' : count}
      <i className="visually-hidden">{word}</i>
    </span>
  )

export const Rail = ({ place, status }: { readonly place: Place; readonly status: Status | undefined }) => {
  const toggleTheme = useThemeToggle()
  const wanted: Partial<Record<Place, readonly [number, string]>> = {
    review: [status?.waiting ?? 0, ' waiting'],
    history: [status?.asking ?? 0, ' asking'],
  }
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
          <Badge wanted={wanted[each.place]} />
        </a>
      ))}
      <div className={styles['bottom']}>
        <span>{status === undefined ? '' : `v${status.version}`}</span>
        <IconButton label="Light or dark" keys="t" icon="theme" onClick={toggleTheme} />
      </div>
    </nav>
  )
}
