/**
 * `npm run pack`: builds and packages the desktop program for this machine into `release/`. `-- --dir` makes the folder only, without an
 * installer. Uses the Electron that is installed here and never downloads it.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.ts'
import { distFolder, electronFolder } from './lib/electron-binary.ts'
import { root, runNode, tool, type Finished } from './lib/run.ts'
import { fail, say } from './setup/say.mjs'

export interface PackOptions {
  /** Folder of the unpacked Electron; a stub of it will do for looking at what would be packaged. */
  readonly electronDist: string
  /** Absolute. */
  readonly output: string
  /** No installer. */
  readonly folderOnly: boolean
  readonly show: boolean
}

/** `dist/` must be built. */
export const pack = ({ electronDist, output, folderOnly, show }: PackOptions): Promise<Finished> =>
  runNode(
    [
      tool('electron-builder'),
      ...(folderOnly ? ['--dir'] : []),
      '--publish=never',
      `-c.electronDist=${electronDist}`,
      `-c.directories.output=${output}`,
    ],
    { show },
  )

if (import.meta.main) {
  const electronDist = electronFolder()
  if (electronDist === null)
    fail(
      `No Electron binary here (${distFolder()}), so nothing was packaged.`,
      'Get it with: npx install-electron   (or name its folder with ELECTRON_OVERRIDE_DIST_PATH)',
    )
  await build()
  const output = path.join(root, 'release')
  const { code } = await pack({ electronDist, output, folderOnly: process.argv.includes('--dir'), show: true })
  if (code === 0 && existsSync(output)) say(`packaged in ${output}`)
  process.exitCode = code
}
