/**
 * Pins: what only root can change on this machine, `/etc/asis/pins.json`. A file counts as a pin only when nobody else could have written or
 * exchanged it: a file and a folder of root's, writable for nobody else, no links. Read each time; nothing is kept.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

export interface PinPlace {
  readonly file: string
  /** User id that file and folder must belong to. */
  readonly owner: number
}
export const systemPins: PinPlace = { file: '/etc/asis/pins.json', owner: 0 }

const pins = z.strictObject({
  /** Different people that approve a change of HIGH risk, at least. */
  'review.approvalsForHigh': z.int().min(1).max(2).optional(),
})
export type Pins = z.infer<typeof pins>

export type PinsRead =
  | { readonly kind: 'none' }
  | { readonly kind: 'pinned'; readonly pins: Pins }
  /** It is there, and somebody else could have written it: it pins nothing. */
  | { readonly kind: 'not-root'; readonly why: string }
  /** It is root's, and says nothing that can be understood. */
  | { readonly kind: 'not-understood'; readonly why: string }

const writableByOthers = 0o022
const mostBytes = 64 << 10

/** The rest of the sentence "PATH ..."; null where it is the owner's alone. */
const whoseElse = ({ uid, mode }: { readonly uid: number; readonly mode: number }, owner: number): string | null =>
  uid !== owner
    ? `belongs to user ${uid}, not to root`
    : (mode & writableByOthers) === 0
      ? null
      : 'can be written by others than root'

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')

const notRoot = (path: string, why: string): PinsRead => ({ kind: 'not-root', why: `${path} ${why}` })

export function readPins({ file, owner }: PinPlace = systemPins): PinsRead {
  const folder = dirname(file)
  // Windows has neither the place nor such owners.
  if (process.platform === 'win32') return { kind: 'none' }
  let open: number
  try {
    const around = lstatSync(folder)
    const link = lstatSync(file)
    const strange = around.isDirectory() ? whoseElse(around, owner) : 'is no folder of its own'
    if (strange !== null) return notRoot(folder, strange)
    if (!link.isFile()) return notRoot(file, 'is no file of its own')
    const foreign = whoseElse(link, owner)
    if (foreign !== null) return notRoot(file, foreign)
    open = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const code = codeOf(error)
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'none' }
      : { kind: 'not-understood', why: `${file} cannot be read (${code})` }
  }
  try {
    const now = fstatSync(open)
    const foreign = now.isFile() ? whoseElse(now, owner) : 'is no file of its own'
    if (foreign !== null) return notRoot(file, foreign)
    if (now.size > mostBytes) return { kind: 'not-understood', why: `${file} is larger than 64 KiB` }
    const parsed = pins.safeParse(JSON.parse(readFileSync(open, 'utf8')))
    if (parsed.success) return { kind: 'pinned', pins: parsed.data }
    const [issue] = parsed.error.issues
    return { kind: 'not-understood', why: `${file}: ${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}`.trim() }
  } catch {
    return { kind: 'not-understood', why: `${file} is no JSON` }
  } finally {
    closeSync(open)
  }
}
