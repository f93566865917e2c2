/** What package.json says, as far as it can be read. */
import path from 'node:path'
import { plainText } from '../../platform/plain-file.ts'

export type Scripts = Readonly<Record<string, string>>

/** Empty when there is none that can be read. */
export const packageOf = (dir: string): object => {
  try {
    return Object(JSON.parse((plainText(path.join(dir, 'package.json')) ?? '').replace(/^\uFEFF/, ''))) as object
  } catch {
    return {}
  }
}

export const scriptsOf = (dir: string): Scripts | null => {
  const scripts: unknown = Reflect.get(packageOf(dir), 'scripts')
  if (typeof scripts !== 'object' || scripts === null) return null
  return Object.fromEntries(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
