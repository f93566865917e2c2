/** Which script the process of the core runs, and with which arguments. Starts nothing. */
import { join } from 'node:path'

export interface WhereFrom {
  readonly packaged: boolean
  /** Of the program. */
  readonly root: string
  /** Where a package has its other files. */
  readonly resources: string
  readonly env: NodeJS.ProcessEnv
  /** What opens first. */
  readonly first: readonly string[]
}

/**
 * Names another script for the core, so that the window can be tested over a scripted one. In a checkout only, where whoever sets it could change
 * the program itself as well; a package does not even look.
 */
export const scriptVariable = 'ASIS_CORE_PROCESS'

export const coreScript = ({ packaged, root, resources, env, first }: WhereFrom): { script: string; args: readonly string[] } =>
  packaged
    ? { script: join(root, 'dist/main/core-process.js'), args: ['--root', root, '--resources', resources, ...first] }
    : {
        script: env[scriptVariable] || join(root, 'src-main/hosts/electron/core-process.ts'),
        args: ['--root', root, ...first],
      }
