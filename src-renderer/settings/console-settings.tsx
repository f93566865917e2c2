/** What this browser keeps for itself: the theme and whether it calls the operator. */
import { SegmentedControl, Switch, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useState } from 'react'
import { found } from './groups.ts'
import { useNoticeState, wantNotices, type NoticeState } from './page-choices.ts'
import styles from './settings.module.css'

const noticeWords: Readonly<Record<NoticeState, string>> = {
  on: '',
  off: '',
  blocked: 'The browser blocks notifications of this page. Allow them in its site settings, then turn this on.',
  missing: 'This browser has no notifications.',
  desktop: 'The desktop window uses the notifications of the operating system; they are turned off there.',
}

export const consoleTexts = {
  theme: ['Theme', 'Light, dark, or as the operating system says. Key T switches at once.'],
  notices: [
    'Notifications',
    'The browser calls you when a decision waits or something was rolled back while this page is hidden. The number of what waits is in the tab’s title anyway.',
  ],
} as const

export const ConsoleSettings = ({ search }: { readonly search: string }) => {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const notices = useNoticeState()
  const [busy, setBusy] = useState(false)
  const [theme, themeAbout] = consoleTexts.theme
  const [notice, noticeAbout] = consoleTexts.notices
  return (
    <ul>
      {found(search, theme, themeAbout, 'console') ? (
        <li className={styles['row']}>
          <div className={styles['words']}>
            <h3>{theme}</h3>
            <p className="quiet">{themeAbout}</p>
            <p className={`${styles['source'] ?? ''} faint`}>kept in this browser · default system</p>
          </div>
          <div className={styles['control']}>
            <SegmentedControl
              size="xs"
              aria-label={theme}
              data={[
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
                { value: 'auto', label: 'System' },
              ]}
              value={colorScheme}
              onChange={value => setColorScheme(value as MantineColorScheme)}
            />
          </div>
        </li>
      ) : null}
      {found(search, notice, noticeAbout, 'console') ? (
        <li className={styles['row']}>
          <div className={styles['words']}>
            <h3>{notice}</h3>
            <p className="quiet" id="about-notices">
              {noticeAbout}
            </p>
            <p className={`${styles['source'] ?? ''} faint`}>kept in this browser · default off</p>
            {noticeWords[notices] === '' ? null : <p className={styles['locked']}>{noticeWords[notices]}</p>}
          </div>
          <div className={styles['control']}>
            <Switch
              size="sm"
              aria-label={notice}
              aria-describedby="about-notices"
              checked={notices === 'on'}
              disabled={busy || (notices !== 'on' && notices !== 'off')}
              onChange={event => {
                setBusy(true)
                void wantNotices(event.currentTarget.checked).finally(() => setBusy(false))
              }}
            />
          </div>
        </li>
      ) : null}
    </ul>
  )
}
