/** The whole window while no project is open: nothing of the frame would work yet. */
import { useThemeToggle } from '../frame/rail.tsx'
import { useStaleSince } from '../data/context.tsx'
import { clockTime } from '../ui/format.ts'
import { Icon } from '../ui/icons.tsx'
import { IconButton } from '../ui/key-button.tsx'
import { ChooseProject } from './choose-project.tsx'
import styles from './welcome.module.css'

export const FirstRun = () => {
  const toggleTheme = useThemeToggle()
  const staleSince = useStaleSince()
  return (
    <div className={styles['window']}>
      <header className={styles['top']}>
        <Icon name="now" size={18} />
        <span className={styles['brand']}>ASIS</span>
        <output className="quiet">{staleSince === null ? '' : `not connected since ${clockTime(staleSince)}`}</output>
        <IconButton label="Light or dark" icon="theme" onClick={toggleTheme} />
      </header>
      <main className={styles['scroll']}>
        <ChooseProject first />
      </main>
    </div>
  )
}
