/**
 * The options of bubblewrap for one job: everything the box has is named here, and what is not named is not there. Pure;
 * `launch.ts` starts it. Order matters: mounts happen in this order and the read-only remounts must come last.
 */
import { existsSync } from 'node:fs'
import type { Guise, Job, Limits, Mount } from '../sandbox.ts'
import { companionsOf } from './libraries.ts'
import { suitePath } from './suite-programs.ts'
import { nodeInGuise, type Runtime, runtimeFolder, toolFolder } from './runtime.ts'

export interface BoxPlan {
  readonly job: Job
  readonly limits: Limits
  readonly runtime: Runtime
  /** The job's mounts with host paths that the box's user can reach. */
  readonly mounts: readonly Mount[]
  /** prlimit with its libraries. */
  readonly tools: readonly Mount[]
}

export const boxUser = 1000
/** Read by bubblewrap and closed again before the program starts. */
export const passwdFd = 5
export const groupFd = 7
const plainGuise: Guise = { hostName: 'sandbox', user: 'sandbox', home: '/box' }
const guiseOf = (plan: BoxPlan): Guise => plan.job.guise ?? plainGuise
export const passwdText = (plan: BoxPlan): string => {
  const { user, home } = guiseOf(plan)
  return `${user}:x:${boxUser}:${boxUser}:${user}:${home}:/nonexistent\n`
}
export const groupText = (plan: BoxPlan): string => `${guiseOf(plan).user}:x:${boxUser}:\n`

const temporaryBytes = 16 << 20
const openFiles = 512
/** A suite reads whole trees at once. */
const openFilesOfSuite = 4096

/** The names a job sees besides its own: nothing of the operator's environment. */
export const baseEnvironment = {
  PATH: `${runtimeFolder}/bin`,
  HOME: '/box',
  TMPDIR: '/tmp',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
} as const

/** Kernel files that tell about the machine; covered with the null device, which a bind without device access cannot open. */
const hiddenKernelFiles = (
  'cmdline config.gz diskstats interrupts kallsyms kcore key-users keys kmsg kpagecount kpageflags locks modules ' +
  'partitions sched_debug slabinfo softirqs sysrq-trigger timer_list vmallocinfo'
)
  .split(' ')
  .map(name => `/proc/${name}`)
  .filter(file => existsSync(file))

const bind = (mount: Mount): string[] => ['--ro-bind', mount.host, mount.box]

export function boxOptions(plan: BoxPlan): string[] {
  const { job, limits, runtime } = plan
  const guise = guiseOf(plan)
  const { suite } = job
  const own = suite ? { TZ: suite.timeZone, LANG: suite.locale, PATH: [baseEnvironment.PATH, ...suitePath].join(':') } : {}
  const environment = { ...baseEnvironment, ...own, HOME: guise.home, ...runtime.env, ...job.env }
  const files = job.guise ? runtime.files.map(file => ({ ...file, box: nodeInGuise(file.box) })) : runtime.files
  // prettier-ignore
  return [
    '--unshare-user', '--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup',
    '--disable-userns', '--assert-userns-disabled', '--uid', String(boxUser), '--gid', String(boxUser),
    '--hostname', guise.hostName, '--new-session', '--die-with-parent', '--cap-drop', 'ALL',
    '--clearenv', ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...files.flatMap(bind), ...(suite ? companionsOf(files).flatMap(bind) : []), ...plan.tools.flatMap(bind),
    '--perms', '0444', '--file', String(passwdFd), '/etc/passwd', '--perms', '0444', '--file', String(groupFd), '/etc/group',
    '--proc', '/proc',
    ...hiddenKernelFiles.flatMap(file => bind({ host: '/dev/null', box: file })),
    '--size', '65536', '--tmpfs', '/dev',
    ...['/dev/null', '/dev/random', '/dev/urandom'].flatMap(device => ['--dev-bind', device, device]),
    '--symlink', '/proc/self/fd', '/dev/fd', '--symlink', '/proc/self/fd/0', '/dev/stdin',
    '--symlink', '/proc/self/fd/1', '/dev/stdout', '--symlink', '/proc/self/fd/2', '/dev/stderr',
    '--size', String(temporaryBytes), '--perms', '1777', '--tmpfs', '/dev/shm',
    '--size', String(suite ? limits.diskBytes : temporaryBytes), '--perms', '1777', '--tmpfs', '/tmp',
    '--size', String(limits.diskBytes), '--perms', '0700', '--tmpfs', guise.home,
    ...(suite ? ['--size', String(suite.folderBytes), '--perms', '0700', '--tmpfs', suite.folder] : []),
    ...plan.mounts.flatMap(bind),
    '--remount-ro', '/proc', '--remount-ro', '/dev', '--remount-ro', '/',
    '--chdir', job.cwd ?? guise.home,
  ]
}

/** What bubblewrap starts: prlimit first, so that the limits count for the user of the box, then the runtime. */
export function boxCommand(plan: BoxPlan): string[] {
  const { job, limits } = plan
  const cpuSeconds = Math.ceil(limits.cpuMs / 1000) + 1
  return [
    `${toolFolder}/prlimit`,
    `--nproc=${plan.runtime.threadLimit(plan.job, limits)}`,
    `--nofile=${job.suite ? openFilesOfSuite : openFiles}`,
    `--fsize=${limits.diskBytes}`,
    `--stack=${8 << 20}`,
    `--cpu=${cpuSeconds}:${cpuSeconds + 1}`,
    '--memlock=65536',
    '--sigpending=1024',
    '--msgqueue=0',
    '--nice=0',
    '--rtprio=0',
    `--data=${plan.runtime.dataLimitBytes(plan.job, limits)}`,
    '--',
    ...plan.runtime.command(plan.job, limits),
  ]
}
