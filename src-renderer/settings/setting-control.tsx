/** The control that fits a setting's kind. Says what was chosen; saving and refusals are the row's. */
import { NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Setting, SettingValue } from '../../src-shared/domain/setting.ts'
import { oneLine } from '../ui/visible.ts'
import { misfitOf, valueWords } from './groups.ts'
import styles from './settings.module.css'

interface SettingControlProps {
  readonly setting: Setting
  readonly disabled: boolean
  readonly describedBy: string
  /** What the core refused last, to be shown at the control. */
  readonly refusal: string | null
  readonly onChange: (value: SettingValue) => void
  readonly onTyping: () => void
}

/** Text and numbers are saved with Enter or when the field is left; Escape takes back what was typed. */
const useTyped = ({ setting, refusal, onChange, onTyping }: SettingControlProps) => {
  const known = setting.value === null ? '' : String(setting.value)
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? known
  const misfit = typed === null ? null : misfitOf(setting, typed)
  const save = (): void => {
    if (typed === null || misfit !== null) return
    if (typed !== known) onChange(setting.kind.kind === 'number' ? Number(typed) : typed)
    else setTyped(null)
  }
  return {
    shown,
    error: misfit ?? refusal,
    type: (text: string): void => {
      setTyped(text)
      onTyping()
    },
    onBlur: save,
    onKeyDown: (event: { readonly key: string; readonly currentTarget: { blur(): void } }): void => {
      if (event.key === 'Enter') save()
      if (event.key !== 'Escape') return
      setTyped(null)
      onTyping()
    },
  }
}

const Typed = (props: SettingControlProps) => {
  const { setting, disabled, describedBy } = props
  const field = useTyped(props)
  const common = {
    size: 'xs',
    disabled,
    'aria-label': oneLine(setting.title, 120),
    'aria-describedby': describedBy,
    error: field.error,
    onBlur: field.onBlur,
    onKeyDown: field.onKeyDown,
  } as const
  if (setting.kind.kind === 'number')
    return (
      <NumberInput
        {...common}
        w={170}
        value={field.shown}
        step={setting.kind.step}
        suffix={setting.kind.unit === '' ? '' : ` ${setting.kind.unit}`}
        onChange={value => field.type(String(value))}
      />
    )
  return (
    <TextInput
      {...common}
      w={300}
      placeholder={setting.kind.kind === 'text' ? setting.kind.placeholder : ''}
      value={field.shown}
      onChange={event => field.type(event.currentTarget.value)}
    />
  )
}

export const SettingControl = (props: SettingControlProps) => {
  const { setting, disabled, describedBy, refusal, onChange } = props
  const label = oneLine(setting.title, 120)
  if (setting.kind.kind === 'toggle')
    return (
      <Switch
        size="sm"
        checked={setting.value === true}
        disabled={disabled}
        aria-label={label}
        aria-describedby={describedBy}
        error={refusal}
        onChange={event => onChange(event.currentTarget.checked)}
      />
    )
  if (setting.kind.kind === 'choice')
    return (
      <Select
        size="xs"
        w={220}
        allowDeselect={false}
        disabled={disabled}
        aria-label={label}
        aria-describedby={describedBy}
        error={refusal}
        data={setting.kind.options.map(o => ({ value: o.value, label: oneLine(o.label, 120) }))}
        value={typeof setting.value === 'string' ? setting.value : null}
        onChange={value => value !== null && onChange(value)}
      />
    )
  if (setting.kind.kind === 'info')
    return <span className={`${styles['info'] ?? ''} foreign`}>{oneLine(valueWords(setting, setting.value))}</span>
  // Another value from the core replaces what was typed.
  return <Typed key={String(setting.value)} {...props} />
}
