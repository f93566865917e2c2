/** Reads `asis.config.json` and checks it against its schema. What it names on the disk is checked in `cross-checks.ts`. */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { manifest, type Manifest } from '../../src-shared/domain/manifest.ts'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import { parseJsonText } from './json-text.ts'
import { line, problemsOf, type Problem } from './manifest-problems.ts'
import { decodeExactly, readBytes } from './safe-path.ts'

export const manifestName = 'asis.config.json'
const maxManifestBytes = 1 << 20
const shownProblems = 5

export const badManifest = (problems: readonly Problem[]): Refused => {
  const more = problems.length > shownProblems ? [`and ${problems.length - shownProblems} more`] : []
  return refuse(
    'bad-manifest',
    [`${manifestName} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}. Nothing was changed.`]
      .concat(problems.slice(0, shownProblems).map(line), more)
      .join('\n'),
    `Correct ${manifestName}; an editor that follows its "$schema" marks the places.`,
  )
}

/** @param root real path of the project's folder. */
export const readManifest = (root: string): Manifest | Refused => {
  const file = join(root, manifestName)
  const text = readText(file)
  if (typeof text !== 'string') return text
  const parsed = parseJsonText(text)
  if (parsed.kind === 'broken') {
    return refuse(
      'bad-manifest',
      `${manifestName} is not JSON: line ${parsed.line}, column ${parsed.column}: found ${parsed.found}, expected ${parsed.expected}. Nothing was changed.`,
      'Correct that place; JSON has no comments and no comma after the last entry.',
    )
  }
  const result = manifest.safeParse(parsed.value)
  return result.success ? result.data : badManifest(problemsOf(result.error.issues, parsed.value))
}

const readText = (file: string): string | Refused => {
  const stat = lstatSync(file, { throwIfNoEntry: false })
  if (!stat) {
    return refuse(
      'bad-manifest',
      `There is no ${manifestName} in this folder: ${file} is missing.`,
      'Run `asis init` there to write a first one.',
    )
  }
  if (stat.isSymbolicLink()) {
    return refuse('outside-project', `${file} is a symbolic link. Nothing was read.`, 'Put the file itself there.')
  }
  const bytes = readBytes(file, maxManifestBytes)
  if (!Buffer.isBuffer(bytes)) return bytes
  return decodeExactly(bytes) ?? refuse('bad-manifest', `${manifestName} is not UTF-8 text.`, 'Save it as UTF-8.')
}
