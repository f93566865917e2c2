/** Settings: every value with its meaning, its default and where it comes from. One page, searched like one. */
import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Setting } from '../../src-shared/domain/setting.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useActions } from '../keys/actions.ts'
import { Icon } from '../ui/icons.tsx'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { ConsoleSettings, consoleTexts } from './console-settings.tsx'
import { found, groups, type Group } from './groups.ts'
import { Policies } from './policies.tsx'
import { SelfTest } from './self-test.tsx'
import { SettingRow } from './setting-row.tsx'
import { Upkeep } from './upkeep.tsx'
import styles from './settings.module.css'

/** Sections that have something of their own besides the core's settings, with the words by which they are found. */
const own: Partial<Record<Group, readonly string[]>> = {
  policies: ['policies policy without a person risk score generators'],
  isolation: ['isolation self-test tier sandbox'],
  console: Object.values(consoleTexts).flat(),
}

const toGroup = (group: string): void => document.getElementById(`settings-${group}`)?.scrollIntoView({ block: 'start' })

export const SettingsPage = ({ id }: { readonly id: string | null }) => {
  const { queries } = useCore()
  const { data, error } = useQuery('settings.list', {})
  const status = useQuery('status.get', {}).data
  const mayApprove = status?.mayApprove === true
  const [search, setSearch] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const loaded = data !== undefined
  useEffect(() => {
    // `#/settings/isolation` names a section, `#/settings/watch.samples` a value (its row shows itself).
    if (loaded && id !== null && groups.some(g => g.group === id)) toGroup(id)
  }, [id, loaded])
  useActions([{ id: 'find', label: 'Find a setting', group: 'This page', keys: ['/'], run: () => field.current?.focus() }])

  const inGroup = (group: Group, title: string): Setting[] =>
    (data ?? []).filter(s => s.group === group && found(search, s.title, s.description, s.key, title))
  const sections = groups
    .map(g => ({ ...g, settings: inGroup(g.group, g.title) }))
    .filter(
      g => g.settings.length > 0 || (own[g.group] !== undefined && found(search, g.title, g.about, ...(own[g.group] ?? []))),
    )
  return (
    <div className={styles['page']}>
      <nav className={styles['nav']} aria-label="Sections">
        {sections.map(({ group, title }) => (
          <button key={group} type="button" onClick={() => toGroup(group)}>
            {title}
          </button>
        ))}
      </nav>
      <ScrollRegion className={styles['scroll']} label="All settings">
        <div className={styles['head']}>
          <h1>Settings</h1>
          <TextInput
            ref={field}
            size="xs"
            type="search"
            className={styles['search']}
            placeholder="Find a setting"
            aria-label="Find a setting"
            leftSection={<Icon name="search" size={14} />}
            value={search}
            onChange={event => setSearch(event.currentTarget.value)}
            onKeyDown={event => {
              if (event.key !== 'Escape') return
              setSearch('')
              event.currentTarget.blur()
            }}
          />
          {status === undefined || mayApprove ? null : <span className="quiet">This window may only look.</span>}
        </div>
        {data === undefined ? (
          error === undefined ? (
            <Loading rows={8} height={40} label="Loading the settings" />
          ) : (
            <Failed error={error} retry={() => queries.refresh(method => method === 'settings.list')} />
          )
        ) : sections.length === 0 ? (
          <Empty title="No setting fits">Search for other words; every setting is found by its title, meaning and key.</Empty>
        ) : (
          sections.map(({ group, title, about, settings }) => (
            <section key={group} id={`settings-${group}`} className={styles['group']} aria-label={title}>
              <h2>{title}</h2>
              <p className="quiet">{about}</p>
              {group === 'isolation' && status !== undefined ? <SelfTest isolation={status.isolation} /> : null}
              {settings.length === 0 ? null : (
                <ul>
                  {settings.map(setting => (
                    <SettingRow key={setting.key} setting={setting} mayApprove={mayApprove} named={setting.key === id} />
                  ))}
                </ul>
              )}
              {group === 'record' ? <Upkeep mayApprove={mayApprove} /> : null}
              {group === 'policies' ? <Policies mayApprove={mayApprove} search={search} /> : null}
              {group === 'console' ? <ConsoleSettings search={search} /> : null}
            </section>
          ))
        )}
      </ScrollRegion>
    </div>
  )
}
