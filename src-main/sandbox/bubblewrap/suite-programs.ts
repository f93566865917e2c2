/**
 * The few programs of the system that test suites start without thinking of it: what a first line `#!/usr/bin/env node` names, the shell of
 * `child_process.exec`, and the `find` with which older versions of jest look for files. They are there in the box for suites only, and can
 * do in it what Node can: the walls are around the box.
 */
import type { Mount } from '../sandbox.ts'
import { findProgram, systemFolders } from './find-tools.ts'
import { librariesOf } from './libraries.ts'

/** Name, and the paths under which it is looked for. */
const programs: readonly (readonly [string, readonly string[]])[] = [
  ['env', ['/usr/bin/env']],
  ['sh', ['/bin/sh']],
  ['find', ['/usr/bin/find']],
]

/** Where the programs lie, for `PATH`. */
export const suitePath = ['/usr/bin', '/bin'] as const

/** With their libraries. What the machine does not have is not there, and a suite that needs it says so. */
export const suitePrograms = (ldd: string, folders: readonly string[] = systemFolders): readonly Mount[] =>
  programs.flatMap(([name, places]) => {
    const host = findProgram(name, folders)
    if (host === undefined) return []
    try {
      return [...librariesOf(host, ldd), ...places.map(box => ({ host, box }))]
    } catch {
      // No dynamic program: what `ldd` cannot list may need nothing, but nobody knows.
      return []
    }
  })
