/** Settings as the operator sees them: each says what it does, what it may be, and where its value comes from. */
import { z } from 'zod'

export const settingGroups = [
  'project',
  'thresholds',
  'watch',
  'autonomous',
  'isolation',
  'api',
  'generators',
  'record',
  'console',
] as const

/** How a value is edited and checked. `info` is shown and never edited. Fractions and times in the unit that is named. */
export const settingKind = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('toggle') }),
  z.object({ kind: z.literal('number'), min: z.number(), max: z.number(), step: z.number(), unit: z.string() }),
  z.object({ kind: z.literal('choice'), options: z.array(z.object({ value: z.string(), label: z.string() })) }),
  z.object({ kind: z.literal('text'), maxLength: z.int(), placeholder: z.string() }),
  z.object({ kind: z.literal('info') }),
])
export type SettingKind = z.infer<typeof settingKind>

export const settingValue = z.union([z.boolean(), z.number(), z.string(), z.null()])
export type SettingValue = z.infer<typeof settingValue>

export const setting = z.object({
  /** `autonomous.intervalMs` */
  key: z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)+$/),
  group: z.enum(settingGroups),
  title: z.string(),
  /** One to three sentences: what it does and what to consider. */
  description: z.string(),
  kind: settingKind,
  value: settingValue,
  /** Null where there is none (`info`). */
  defaultValue: settingValue,
  /** `pin`: a file that only root may change. */
  source: z.enum(['default', 'file', 'environment', 'argument', 'pin']),
  /** Path of the file or name of the variable; empty for a default. */
  where: z.string(),
  /** Empty: it can be changed here. Else why not, one sentence. */
  lockedBecause: z.string(),
})
export type Setting = z.infer<typeof setting>
