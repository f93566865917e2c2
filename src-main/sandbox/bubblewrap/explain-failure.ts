/**
 * Turns "the box could not be built" into the one sentence that helps: which piece of the machine is in the way and the
 * command that changes it. Never proposes to share the network or to run without the sandbox.
 */
import { readFileSync } from 'node:fs'
import { refuse, type Refused } from '../../../src-shared/errors.ts'

const nothingRuns = 'Nothing was run and nothing was changed.'

/** A kernel setting by its path under /proc, trimmed; undefined where it does not exist. */
export type ReadSetting = (file: string) => string | undefined

export const readSetting: ReadSetting = file => {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

export const noSeccomp = (): Refused =>
  refuse(
    'no-isolation',
    `This kernel has no system call filter (seccomp), which the sandbox needs. ${nothingRuns}`,
    'Use a kernel built with CONFIG_SECCOMP_FILTER=y; every current Debian and Ubuntu kernel has it.',
  )

export const hasSeccomp = (read: ReadSetting): boolean => /^Seccomp:/m.test(read('/proc/self/status') ?? '')

export const checksFailed = (failed: readonly { readonly name: string; readonly detail: string }[]): Refused =>
  refuse(
    'no-isolation',
    `The sandbox failed its self-test (${failed.map(check => `${check.name}: ${check.detail}`).join('; ')}). ${nothingRuns}`,
    'Run asis doctor for all checks; update bubblewrap and the kernel, or run ASIS outside of a container.',
  )

/** The profile lets bubblewrap alone make user namespaces; everything else stays as restricted as it is. */
const appArmorCommand = (bwrap: string): string =>
  `printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile bwrap ${bwrap} flags=(unconfined) {\\n  userns,\\n}\\n' | sudo tee /etc/apparmor.d/bwrap && sudo apparmor_parser -r /etc/apparmor.d/bwrap`

export function explainFailure(detail: string, bwrap: string, read: ReadSetting = readSetting): Refused {
  if (/seccomp|system call filtering/i.test(detail)) return noSeccomp()
  if (read('/proc/sys/user/max_user_namespaces') === '0') return namespacesOff('user.max_user_namespaces=28633')
  if (read('/proc/sys/kernel/unprivileged_userns_clone') === '0') return namespacesOff('kernel.unprivileged_userns_clone=1')
  const refusedNamespace = /namespace|uid map|gid map|RTM_NEWADDR|setting up|Operation not permitted|Permission denied/i.test(
    detail,
  )
  if (refusedNamespace && read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return refuse(
      'no-isolation',
      `AppArmor does not let bubblewrap make user namespaces, which the sandbox is built from. ${nothingRuns}`,
      `Allow it for bubblewrap alone: ${appArmorCommand(bwrap)}`,
    )
  }
  if (refusedNamespace) {
    return refuse(
      'no-isolation',
      `This machine or container does not let bubblewrap build a box (${detail}). ${nothingRuns}`,
      'In a container, allow user namespaces (Docker: --security-opt seccomp=unconfined --security-opt systempaths=unconfined), or run ASIS outside of it.',
    )
  }
  return refuse(
    'no-isolation',
    `The sandbox failed its self-test (start: ${detail}). ${nothingRuns}`,
    'Run asis doctor for all checks; update bubblewrap, or reinstall it: sudo apt-get install --reinstall bubblewrap',
  )
}

const namespacesOff = (setting: string): Refused =>
  refuse(
    'no-isolation',
    `User namespaces are switched off on this machine; the sandbox is built from them. ${nothingRuns}`,
    `Switch them on: sudo sysctl -w ${setting}`,
  )
