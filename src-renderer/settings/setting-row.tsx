/** One setting: what it is, what it does, its control, where its value comes from, and the way back to the default. */
import { Tooltip } from '@mantine/core'
import { memo, useEffect, useRef, useState } from 'react'
import type { Setting, SettingValue } from '../../src-shared/domain/setting.ts'
import { CallError } from '../../src-shared/api/wire.ts'
import { useCore } from '../data/context.tsx'
import { oneLine } from '../ui/visible.ts'
import { isDefault, sourceWords, valueWords } from './groups.ts'
import { SettingControl } from './setting-control.tsx'
import styles from './settings.module.css'

type Saving = 'no' | 'busy' | 'saved' | CallError

const savedMs = 4000

interface SettingRowProps {
  readonly setting: Setting
  readonly mayApprove: boolean
  /** The address named it: it is brought into sight and marked. */
  readonly named: boolean
}

export const SettingRow = memo(({ setting, mayApprove, named }: SettingRowProps) => {
  const { transport, queries } = useCore()
  const [saving, setSaving] = useState<Saving>('no')
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (named) row.current?.scrollIntoView({ block: 'center' })
  }, [named])
  useEffect(() => {
    if (saving !== 'saved') return undefined
    const timer = setTimeout(() => setSaving('no'), savedMs)
    return () => clearTimeout(timer)
  }, [saving])

  const save = (value: SettingValue): void => {
    setSaving('busy')
    transport.call('settings.set', { key: setting.key, value }).then(
      now => {
        queries.update('settings.list', all => all.map(s => (s.key === now.key ? now : s)))
        setSaving('saved')
      },
      (error: unknown) =>
        setSaving(
          error instanceof CallError
            ? error
            : new CallError({
                code: 'internal',
                message: 'This window made a mistake. Nothing was changed.',
                next: 'Reload it.',
              }),
        ),
    )
  }
  const locked = setting.lockedBecause !== ''
  const describedBy = `about ${setting.key}`.replaceAll(/[^a-zA-Z0-9]/g, '-')
  const refused = saving instanceof CallError ? saving : null
  const info = setting.kind.kind === 'info'
  return (
    <li ref={row} className={styles['row']} data-named={named || undefined} data-key={setting.key}>
      <div className={styles['words']}>
        <h3 className="foreign">{oneLine(setting.title, 120)}</h3>
        <p id={describedBy} className="quiet foreign">
          {oneLine(setting.description, 600)}
        </p>
        <p className={`${styles['source'] ?? ''} faint foreign`}>
          {info && setting.source === 'default' ? (
            <code>{setting.key}</code>
          ) : (
            <>
              <code>{setting.key}</code>
              {` · ${sourceWords(setting)}`}
              {setting.where === '' ? null : (
                <>
                  {' '}
                  <code>{oneLine(setting.where, 160)}</code>
                </>
              )}
              {info || setting.source === 'default'
                ? null
                : ` · default ${oneLine(valueWords(setting, setting.defaultValue), 80)}`}
            </>
          )}
        </p>
        {locked ? (
          <p className={`${styles['locked'] ?? ''} foreign`}>
            <span aria-hidden="true">⊘ </span>
            {oneLine(setting.lockedBecause)}
          </p>
        ) : null}
      </div>
      <div className={styles['control']}>
        <SettingControl
          setting={setting}
          disabled={locked || !mayApprove || saving === 'busy'}
          describedBy={describedBy}
          refusal={refused === null ? null : `${oneLine(refused.message)} ${oneLine(refused.next)}`}
          onChange={save}
          onTyping={() => setSaving('no')}
        />
        <span className={styles['after']}>
          <output aria-label={`State of ${oneLine(setting.title, 120)}`}>
            {saving === 'busy' ? 'saving' : saving === 'saved' ? '✓ saved' : ''}
          </output>
          {isDefault(setting) || locked || !mayApprove ? null : (
            <Tooltip label={`Back to ${oneLine(valueWords(setting, setting.defaultValue), 80)}`}>
              <button
                type="button"
                className={styles['link']}
                disabled={saving === 'busy'}
                aria-label={`Back to default: ${oneLine(setting.title, 120)}`}
                onClick={() => save(null)}
              >
                Back to default
              </button>
            </Tooltip>
          )}
        </span>
      </div>
    </li>
  )
})
SettingRow.displayName = 'SettingRow'
