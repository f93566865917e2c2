/** How a setting that can be changed is declared: everything that the page shows and the check needs, as data. */
import type { Setting, SettingKind, SettingValue } from '../../../src-shared/domain/setting.ts'

export type SettingPlace =
  /** In the project's `asis.config.json`, under these keys. */
  | { readonly in: 'manifest'; readonly path: readonly string[] }
  /** In the data folder, for this project. */
  | { readonly in: 'store' }
  /** In the data folder, for all of its projects. */
  | { readonly in: 'home' }

export interface Declared extends Pick<Setting, 'key' | 'group' | 'title' | 'description'> {
  readonly kind: Exclude<SettingKind, { kind: 'info' }>
  readonly defaultValue: Exclude<SettingValue, null>
  readonly place: SettingPlace
  /** Who reads it: nothing is declared that nobody reads. */
  readonly usedBy: string
  /** Null when the value is fine; else the rest of "TITLE ...". Ranges are checked before. */
  readonly check?: (value: Exclude<SettingValue, null>) => string | null
}

/** Null when it fits; else the rest of the sentence "TITLE must be ...". */
export function misfit(declared: Declared, value: SettingValue): string | null {
  const { kind } = declared
  switch (kind.kind) {
    case 'toggle':
      return typeof value === 'boolean' ? null : 'must be on or off'
    case 'number': {
      const whole = Number.isInteger(kind.step) && Number.isInteger(kind.min)
      const range = `must be a ${whole ? 'whole ' : ''}number from ${kind.min} to ${kind.max}${kind.unit ? ` ${kind.unit}` : ''}`
      const fits = typeof value === 'number' && value >= kind.min && value <= kind.max && (!whole || Number.isInteger(value))
      return fits ? (declared.check?.(value) ?? null) : range
    }
    case 'choice':
      return kind.options.some(option => option.value === value)
        ? null
        : `must be one of: ${kind.options.map(option => option.value).join(', ')}`
    case 'text': {
      if (typeof value !== 'string' || value.length > kind.maxLength || /[\p{C}]/u.test(value))
        return `must be text of at most ${kind.maxLength} characters`
      return declared.check?.(value) ?? null
    }
  }
}
