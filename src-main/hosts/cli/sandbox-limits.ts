/**
 * `--memory 300M --cpu 20s` and the like, as limits of one run. Strict: a number with its unit, nothing else; what lies outside of what a
 * project may configure is refused with the bound named. What is left out keeps its default.
 */
import { z } from 'zod'
import { limits as configurable } from '../../../src-shared/domain/manifest.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Limits } from '../../sandbox/sandbox.ts'

export interface LimitOptions {
  readonly memory?: string
  readonly cpu?: string
  readonly wall?: string
  readonly processes?: string
  readonly disk?: string
}

type Units = Readonly<Record<string, number>>
const bytes: Units = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }
const times: Units = { ms: 1, s: 1000, min: 60_000 }
const count: Units = { '': 1 }

interface Limit {
  readonly option: keyof LimitOptions
  readonly name: keyof Limits
  readonly units: Units
  readonly example: string
}
const known: readonly Limit[] = [
  { option: 'memory', name: 'memoryBytes', units: bytes, example: '300M' },
  { option: 'cpu', name: 'cpuMs', units: times, example: '20s' },
  { option: 'wall', name: 'wallMs', units: times, example: '30s' },
  { option: 'processes', name: 'processes', units: count, example: '64' },
  { option: 'disk', name: 'diskBytes', units: bytes, example: '64M' },
]

/** In the largest unit that keeps the number whole. */
const written = (value: number, units: Units): string => {
  const [unit = '', size = 1] = Object.entries(units).findLast(([, each]) => value % each === 0) ?? []
  return `${value / size}${unit}`
}

const unitNames = (units: Units): string => {
  const names = Object.keys(units)
  return names[0] === '' ? 'a whole number' : `a whole number and its unit (${names.join(', ')})`
}

/** Bounds of a limit as the manifest has them. */
const boundsOf = (name: keyof Limits): { readonly low: number; readonly high: number } | null => {
  const document = z.toJSONSchema(configurable, { io: 'input' }) as {
    readonly properties?: Readonly<Record<string, { readonly minimum?: number; readonly maximum?: number }>>
  }
  const { minimum, maximum } = document.properties?.[name] ?? {}
  return minimum === undefined || maximum === undefined ? null : { low: minimum, high: maximum }
}

export const limitsOf = (options: LimitOptions): Partial<Limits> | Refused => {
  const found: Partial<Record<keyof Limits, number>> = {}
  for (const { option, name, units, example } of known) {
    const text = options[option]
    if (text === undefined) continue
    const said = `--${option} ${text.slice(0, 40)}`
    const [, digits = '', unit = ''] = /^(\d{1,15})([A-Za-z]*)$/.exec(text) ?? []
    const size = digits === '' || !Object.hasOwn(units, unit) ? undefined : units[unit]
    if (size === undefined) {
      return refuse('bad-input', `${said}: expected ${unitNames(units)}. Nothing was run.`, `For example: --${option} ${example}`)
    }
    const value = Number(digits) * size
    const bounds = boundsOf(name)
    if (bounds && value > bounds.high) {
      const most = written(bounds.high, units)
      return refuse('bad-input', `${said} is above the maximum, ${most}. Nothing was run.`, `Give at most --${option} ${most}.`)
    }
    if (bounds && value < bounds.low) {
      const least = written(bounds.low, units)
      return refuse(
        'bad-input',
        `${said} is below the minimum, ${least}. Nothing was run.`,
        `Give at least --${option} ${least}.`,
      )
    }
    found[name] = value
  }
  return found
}
