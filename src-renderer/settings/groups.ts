/** The sections of the settings page in their order, with what each is about. Pure. */
import type { Setting } from '../../src-shared/domain/setting.ts'

export type Group = Setting['group'] | 'policies'

export const groups: readonly { readonly group: Group; readonly title: string; readonly about: string }[] = [
  { group: 'project', title: 'Project', about: 'What is under control.' },
  {
    group: 'thresholds',
    title: 'Thresholds',
    about: 'From when on something is worth doing, and from when on it is taken back.',
  },
  { group: 'watch', title: 'Watch', about: 'How a change is observed after it was applied.' },
  { group: 'autonomous', title: 'Autonomous mode', about: 'What ASIS does by itself, and when.' },
  {
    group: 'policies',
    title: 'Policies',
    about: 'What may be applied without a person. Whatever no policy allows waits for you in Review.',
  },
  { group: 'isolation', title: 'Isolation', about: 'How well trials are contained on this machine: what the self-test saw.' },
  { group: 'api', title: 'HTTP interface', about: 'How other programs on this machine talk to ASIS.' },
  { group: 'generators', title: 'Generators', about: 'Who may propose changes. All of them pass the same gates and trials.' },
  { group: 'record', title: 'Record', about: 'How long what was written down stays, for all projects of this data folder.' },
  { group: 'console', title: 'Console', about: 'How this window looks and calls. Kept in this browser, not in the data folder.' },
]

const holds = (text: string, words: readonly string[]): boolean => {
  const low = text.toLowerCase()
  return words.every(word => low.includes(word))
}

/** Every word somewhere in title, meaning, key or section. */
export const found = (search: string, ...texts: readonly string[]): boolean => {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return words.length === 0 || holds(texts.join('\n').slice(0, 5000), words)
}

/** `null` where there is nothing to say but the value. */
export const sourceWords = (setting: Setting): string => {
  if (setting.source === 'default') return 'default'
  return { file: 'from', environment: 'from the variable', argument: 'from the argument', pin: 'pinned by root in' }[
    setting.source
  ]
}

export const isDefault = (setting: Setting): boolean => setting.source === 'default' || setting.kind.kind === 'info'

/** A value as a person reads it. */
export const valueWords = (setting: Setting, value: Setting['value']): string => {
  const { kind } = setting
  if (value === null || value === '') return 'none'
  if (kind.kind === 'toggle') return value === true ? 'on' : 'off'
  if (kind.kind === 'number') return `${String(value)} ${kind.unit}`.trim()
  if (kind.kind === 'choice') return kind.options.find(o => o.value === value)?.label ?? String(value)
  return String(value)
}

/** Why what was typed cannot be a value of this kind; null when it can. The core has the last word. */
export const misfitOf = (setting: Setting, typed: string): string | null => {
  const { kind } = setting
  if (kind.kind === 'number') {
    const value = Number(typed)
    if (typed.trim() === '' || !Number.isFinite(value)) return 'Enter a number.'
    if (value < kind.min || value > kind.max)
      return `Enter a number from ${kind.min} to ${kind.max}${kind.unit === '' ? '' : ` ${kind.unit}`}.`
  }
  if (kind.kind === 'text' && typed.length > kind.maxLength) return `At most ${kind.maxLength} characters.`
  return null
}
