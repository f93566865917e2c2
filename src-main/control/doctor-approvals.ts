/** What `asis doctor` says of approvals: whether programs may, and how many people HIGH risk needs, with the place that says so. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { approvalsForHigh, scriptedApprovals } from '../../src-shared/api/proof.ts'
import { isRefused } from '../../src-shared/errors.ts'
import type { Above } from '../platform/above.ts'
import { readPins } from '../platform/pins.ts'
import { systemClock } from '../platform/ports.ts'
import { openFolder } from '../project/open-folder.ts'
import { openStores } from '../stores/open-stores.ts'
import type { Stores } from '../stores/stores.ts'
import type { Check } from './doctor.ts'
import { knownProjects } from './known-projects.ts'
import { approvalsFloor, type Floor } from './settings/approvals-floor.ts'
import { folderValues } from './settings/folder-values.ts'
import { databaseOf, homeToggle } from './settings/settings.ts'

const people = (number: number): string => (number === 1 ? '1 person' : `${number} different people`)

const placeOf = ({ source, where }: Floor): string =>
  source === 'pin' ? `pinned by root in ${where}` : source === 'environment' ? `says the variable ${where}` : `says ${where}`

/** Whatever stands in the way of reading them is another check's to say. */
function reading<T>(home: string, work: (stores: Stores) => T): T | null {
  if (!existsSync(databaseOf(home))) return null
  try {
    const stores = openStores(home, { access: 'read', owner: 'asis doctor', clock: systemClock })
    if (isRefused(stores)) return null
    try {
      return work(stores)
    } finally {
      stores.close()
    }
  } catch {
    return null
  }
}

/** Projects in which it is another number than everywhere, and why. */
const exceptions = (stores: Stores, above: Above, usual: number): readonly string[] =>
  knownProjects(stores).flatMap(({ root, name }) => {
    const project = openFolder(root)
    if (isRefused(project)) return []
    const values = folderValues(stores, project, above)
    const number = values.number(approvalsForHigh)
    if (number === usual) return []
    const floor = values.floorOf({ key: approvalsForHigh })
    return [`${people(number)} in ${name} (${floor?.number === number ? placeOf(floor) : 'its setting'})`]
  })

function approvals(home: string, above: Above): Check {
  const floor = approvalsFloor(null, '', above)
  const usual = floor?.number ?? 1
  const first = `HIGH risk needs ${people(usual)} (${floor === null ? 'the default' : placeOf(floor)})`
  const detail = [first, ...(reading(home, stores => exceptions(stores, above, usual)) ?? [])].join('; ')
  const read = readPins(above.pins)
  const why = read.kind === 'not-root' || read.kind === 'not-understood' ? read.why : null
  const next =
    why === null
      ? ''
      : read.kind === 'not-root'
        ? `This pins nothing: ${why}. As root: chown -R root:root ${path.dirname(above.pins.file)} && chmod -R go-w ${path.dirname(above.pins.file)}`
        : `This counts as the highest number: ${why}. As root, write: {"${approvalsForHigh}": 2}`
  return { name: 'approvals', ok: why === null, required: false, detail, next }
}

function scripts(home: string): Check {
  const on = reading(home, stores => homeToggle(stores, scriptedApprovals)) ?? false
  return {
    name: 'scripts',
    ok: true,
    required: false,
    detail: on
      ? `programs may approve (${scriptedApprovals} is on): with a token of scope approve, or without a terminal`
      : `programs may not approve (${scriptedApprovals} is off): a page or a terminal is needed`,
    next: '',
  }
}

export const approvalChecks = (home: string, above: Above): readonly Check[] => [approvals(home, above), scripts(home)]
