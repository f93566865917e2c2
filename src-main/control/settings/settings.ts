/**
 * The settings of one project: where each value comes from, and the one way to change it. Checked, kept in the file or the store that it
 * belongs to, journalled with the old and the new value, told to everybody who reads it.
 */
import path from 'node:path'
import type { Setting, SettingValue } from '../../../src-shared/domain/setting.ts'
import { AsisError, isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { approvalsForHigh } from '../../../src-shared/api/proof.ts'
import { openManifestFile } from '../../project/change-manifest.ts'
import { manifestName } from '../../project/manifest-file.ts'
import type { LiveProject } from '../../project/live-project.ts'
import { diskRefusal } from '../../stores/store-errors.ts'
import type { Workspace } from '../workspace.ts'
import { approvalsFloor, type Floor } from './approvals-floor.ts'
import { misfit, type Declared } from './declaration.ts'
import { infoSettings, type HostFacts } from './info.ts'
import { settingTable } from './table.ts'

type Value = Exclude<SettingValue, null>

/** What the parts of the program read. A key that is not declared is a defect. */
export interface SettingValues {
  number(key: string): number
  toggle(key: string): boolean
  text(key: string): string
}

export interface Settings extends SettingValues {
  list(): Promise<Setting[]>
  /** `value: null` goes back to the default. `not-found`, `bad-input`, `stale-file`, `disk`: nothing was changed. */
  set(key: string, value: SettingValue, by: string): Promise<Setting | Refused>
}

export interface SettingsParts {
  readonly workspace: Workspace
  readonly live: LiveProject
  readonly host: (() => HostFacts) | undefined
}

export const databaseOf = (home: string): string => path.join(home, 'asis_self_modification_master.db')

/** Whose value it is in the store of settings; empty: the data folder's. */
const ownerOf = ({ place }: Declared, project: Workspace['project']): string => (place.in === 'home' ? '' : project.id)

const keptOr = (stores: Workspace['stores'], owner: string, declared: Declared): Value => {
  const kept = stores.settings.get(owner, declared.key) as SettingValue
  return kept === null || misfit(declared, kept) !== null ? declared.defaultValue : kept
}

function homeValue<T extends Value>(stores: Workspace['stores'], key: string, type: 'number' | 'boolean'): T {
  const declared = settingTable.find(each => each.key === key && each.place.in === 'home')
  const value = declared && keptOr(stores, '', declared)
  if (typeof value !== type) throw new AsisError('internal', `${key} is no ${type} of the data folder`)
  return value as T
}

/** Of the data folder, where no project is open. */
export const homeNumber = (stores: Workspace['stores'], key: string): number => homeValue(stores, key, 'number')
export const homeToggle = (stores: Workspace['stores'], key: string): boolean => homeValue(stores, key, 'boolean')

/** Reads what is kept in the data folder; a value that does not fit (any more) counts as its default. */
export function settingValues({ stores, project, above }: Pick<Workspace, 'stores' | 'project' | 'above'>): SettingValues & {
  valueOf(declared: Declared): Value
  /** Below this its value never is; null where nothing says so. */
  floorOf(declared: Pick<Declared, 'key'>): Floor | null
} {
  const floorOf = ({ key }: Pick<Declared, 'key'>): Floor | null =>
    key === approvalsForHigh ? approvalsFloor(project.manifest, path.join(project.root, manifestName), above) : null
  const valueOf = (declared: Declared): Value => {
    const { place, defaultValue } = declared
    if (place.in === 'manifest') {
      const [group, key] = place.path as ['thresholds' | 'limits', string]
      return (project.manifest[group] as Readonly<Record<string, number>>)[key] ?? defaultValue
    }
    const kept = keptOr(stores, ownerOf(declared, project), declared)
    return typeof kept === 'number' ? Math.max(kept, floorOf(declared)?.number ?? kept) : kept
  }
  const typed = <T extends Value>(key: string, type: string): T => {
    const declared = settingTable.find(each => each.key === key)
    const value = declared && valueOf(declared)
    if (typeof value !== type) throw new AsisError('internal', `${key} is no setting with a ${type}`)
    return value as T
  }
  return {
    valueOf,
    floorOf,
    number: key => typed<number>(key, 'number'),
    toggle: key => typed<boolean>(key, 'boolean'),
    text: key => typed<string>(key, 'string'),
  }
}

const belowWords = ({ number, source, where }: Floor): string => {
  const said = { pin: 'pinned by root in', environment: 'said by the variable', file: 'declared in' }[source]
  return `not below ${number}, ${said} ${where}.`
}
const whoMay = ({ source, where }: Floor): string =>
  source === 'pin' ? `Only root can change ${where}.` : `It may be changed there: ${where}.`

export function createSettings({ workspace, live, host }: SettingsParts): Settings {
  const { stores, project, clock, hub } = workspace
  const file = openManifestFile(project.root)
  const values = settingValues(workspace)

  function shown(declared: Declared): Setting {
    const { key, group, title, description, kind, defaultValue, place } = declared
    const isKept =
      place.in === 'manifest' ? file.holds(place.path) : stores.settings.get(ownerOf(declared, project), key) !== null
    const floor = values.floorOf(declared)
    const atMost = kind.kind === 'number' && floor !== null && floor.number >= kind.max
    const lockedBecause =
      stores.access !== 'write'
        ? 'The data folder is open for reading only.'
        : atMost
          ? `${belowWords(floor)} ${whoMay(floor)}`
          : ''
    const raised = floor !== null && floor.number > Number(keptOr(stores, ownerOf(declared, project), declared))
    const from = raised
      ? { source: floor.source, where: floor.where }
      : isKept
        ? { source: 'file' as const, where: place.in === 'manifest' ? file.path : databaseOf(stores.home) }
        : { source: 'default' as const, where: '' }
    return { key, group, title, description, kind, value: values.valueOf(declared), defaultValue, ...from, lockedBecause }
  }

  function keep(declared: Declared, value: SettingValue): Refused | null {
    if (declared.place.in !== 'manifest') {
      stores.settings.set(ownerOf(declared, project), declared.key, value, clock.nowMs())
      return null
    }
    const changed = file.set(declared.place.path, value ?? undefined)
    if (isRefused(changed)) return changed
    live.adopt(changed)
    return null
  }

  return {
    ...values,
    async list() {
      const info = await infoSettings(workspace, host?.() ?? null, file.path)
      return [...info, ...settingTable.map(shown)]
    },
    async set(key, value, by) {
      const declared = settingTable.find(each => each.key === key)
      if (!declared) {
        const known = (await infoSettings(workspace, host?.() ?? null, file.path)).find(each => each.key === key)
        return known
          ? refuse('bad-input', `${known.title} cannot be changed here. Nothing was changed.`, known.lockedBecause)
          : refuse('not-found', `There is no setting ${key}. Nothing was changed.`, 'See what there is: asis settings')
      }
      const wrong = value === null ? null : misfit(declared, value)
      if (wrong !== null)
        return refuse('bad-input', `${declared.title} ${wrong}. Nothing was changed.`, 'Choose a value within its range.')
      const floor = values.floorOf(declared)
      if (floor !== null && Number(value ?? declared.defaultValue) < floor.number)
        return refuse('forbidden', `${declared.title}: ${belowWords(floor)} Nothing was changed.`, whoMay(floor))
      if (stores.access !== 'write')
        return refuse('forbidden', 'The data folder is open for reading only. Nothing was changed.', 'Open it for writing.')
      return workspace.files(async () => {
        const before = values.valueOf(declared)
        try {
          const refused = keep(declared, value)
          if (refused) return refused
        } catch (error) {
          const refused = diskRefusal(error, `${declared.title} could not be changed`)
          if (!refused) throw error
          return refused
        }
        const after = values.valueOf(declared)
        const detail = `${String(before)} -> ${String(after)}${value === null ? ' (default)' : ''} by ${by}`
        const projectId = ownerOf(declared, project)
        stores.journal.append('config', { projectId, action: 'setting', subject: key, detail }, clock.nowMs())
        hub.emit('settings.changed', { key })
        return shown(declared)
      })
    },
  }
}
