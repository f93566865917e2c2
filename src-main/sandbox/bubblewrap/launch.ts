/**
 * Starts one box: bash closes what the parent leaked, setpriv gives up root, bubblewrap builds the walls. Descriptors: 3
 * options, 4 system call filter, 5 and 7 accounts, 6 what bubblewrap says about start and end; 8 and 9 are the job's own when it has a
 * channel. Limits and meaning are for the callers; here nobody waits and nobody judges.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { AsisError } from '../../../src-shared/errors.ts'
import { answerFd, requestFd } from '../sandbox.ts'
import { boxCommand, boxOptions, type BoxPlan, groupFd, groupText, passwdFd, passwdText } from './box-arguments.ts'
import type { Tools } from './find-tools.ts'
import { signalAll } from './process-tree.ts'
import type { Staged } from './reachable-mounts.ts'

/** Runs as nobody else: Debian and systemd leave this number to nobody. Everything runs under it when ASIS is root. */
export const unprivilegedUser = 60_713

export interface LaunchOptions {
  readonly tools: Tools
  readonly filter: Buffer
  readonly plan: BoxPlan
  readonly staged: Staged
  readonly channel: boolean
  readonly stdin?: string | undefined
  /** For the self-test only: descriptors of ours that must not arrive in the box. */
  readonly leak?: readonly number[]
  /** For controls of containment tests only: what the box is built from. */
  readonly build?: BoxBuilder
}

/** Everything that makes the walls. Production has exactly one. */
export interface BoxBuilder {
  options(plan: BoxPlan): string[]
  command(plan: BoxPlan): string[]
  /** Descriptors besides the channel's that survive. */
  readonly kept: readonly number[]
}
export const strongBuilder: BoxBuilder = { options: boxOptions, command: boxCommand, kept: [0, 1, 2, 3, 4, 5, 6, 7] }

/** What bubblewrap reported; `exitCode` is there only if the program was really started and really ended. */
export interface Status {
  readonly firstPid?: number
  readonly exitCode?: number
}

export interface Launched {
  readonly process: ChildProcess
  readonly stdout: Readable
  readonly stderr: Readable
  readonly requests: (Writable & Readable) | null
  readonly answers: Readable | null
  status(): Status
  /** SIGKILL for the whole tree. */
  kill(): void
}

/** Closes every descriptor that is not named in $1, binds $2 pairs' sources to the stage, then becomes the rest. */
const prefix = `
keep=" $1 "; stage=$2; count=$3; mount=$4; shift 4
{ echo 1000 > /proc/self/oom_score_adj; } 2> /dev/null
for open in /proc/self/fd/*; do fd=\${open##*/}; [[ $keep == *" $fd "* ]] || eval "exec $fd>&-"; done
if ((count > 0)); then
  "$mount" -t tmpfs -o mode=0711,size=1m,nosuid,nodev asis "$stage" || exit 125
  for ((index = 0; index < count; index++)); do
    if [[ -d $1 ]]; then mkdir -- "$stage/$index"; else : > "$stage/$index"; fi || exit 125
    "$mount" --bind -- "$1" "$stage/$index" || exit 125
    shift
  done
fi
exec -c -- "$@"
`

/** So often, and so long each time, a kill waits for the number of the first process. */
const mostWaits = 100
const waitMs = 5

export function launch(options: LaunchOptions): Launched {
  const { tools, plan, staged, channel, build = strongBuilder } = options
  const kept = [...build.kept, ...(channel ? [requestFd, answerFd] : [])].join(' ')
  // 1 and not 0: a crash handler of the machine (a pipe in core_pattern) is started for 0 as well, for 1 never. Set out here, since the
  // filter refuses every change of it inside.
  const bubblewrap = [
    tools.prlimit,
    '--core=1',
    '--',
    tools.bwrap,
    '--args',
    '3',
    '--seccomp',
    '4',
    '--json-status-fd',
    '6',
    '--',
    ...build.command(plan),
  ]
  const asRoot = process.getuid?.() === 0
  const drop = asRoot
    ? [tools.setpriv, '--reuid', String(unprivilegedUser), '--regid', String(unprivilegedUser), '--clear-groups']
    : [tools.setpriv]
  const lowered = asRoot || tools.bwrapSetuid ? [...drop, '--no-new-privs', '--', ...bubblewrap] : bubblewrap
  const shell = [
    tools.bash,
    '--norc',
    '--noprofile',
    '-c',
    prefix,
    'bash',
    kept,
    staged.stage,
    String(staged.sources.length),
    tools.mount,
  ]
  const whole = [...shell, ...staged.sources, ...lowered]
  const [program = '', ...args] =
    staged.sources.length > 0 ? [tools.unshare, '--mount', '--propagation', 'private', '--', ...whole] : whole

  const child = spawn(program, args, {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: [
      options.stdin === undefined ? 'ignore' : 'pipe',
      'pipe',
      'pipe',
      'pipe',
      'pipe',
      'pipe',
      'pipe',
      'pipe',
      ...(channel ? (['pipe', 'pipe'] as const) : []),
      ...(options.leak ?? []),
    ],
  })
  if (child.pid === undefined) {
    child.on('error', () => {})
    throw new AsisError('sandbox-broken', `${program} could not be started`)
  }
  const stream = <S>(index: number): S => child.stdio[index] as S
  for (const each of child.stdio) each?.on('error', () => {}) // A box that ends early breaks its pipes; its status says why.

  if (options.stdin !== undefined) stream<Writable>(0).end(options.stdin)
  stream<Writable>(3).end(build.options(plan).join('\0') + '\0')
  stream<Writable>(4).end(options.filter)
  stream<Writable>(passwdFd).end(passwdText(plan))
  stream<Writable>(groupFd).end(groupText(plan))

  let statusText = ''
  stream<Readable>(6).on('data', (chunk: Buffer) => {
    if (statusText.length < 65_536) statusText += chunk.toString('utf8')
  })
  for (const index of [3, 4, passwdFd, groupFd]) stream<Readable>(index).resume()

  const status = (): Status => parseStatus(statusText)
  let waits = mostWaits
  /**
   * A monitor that is killed before it has told its first process leaves that one alone: nobody knows its number, and its death signal is set
   * only later. So it is waited for, for a moment; it is in the box like any other meanwhile.
   */
  function kill(): void {
    if (child.exitCode !== null || child.signalCode !== null) return
    const { firstPid } = status()
    if (firstPid === undefined && waits-- > 0) {
      setTimeout(kill, waitMs)
      return
    }
    // The first process takes its whole namespace with it; then the monitor, which would otherwise report.
    if (firstPid !== undefined) signalAll(firstPid, 'SIGKILL')
    child.kill('SIGKILL')
  }
  return {
    process: child,
    stdout: stream(1),
    stderr: stream(2),
    requests: channel ? stream(requestFd) : null,
    answers: channel ? stream(answerFd) : null,
    status,
    kill,
  }
}

/** JSON documents one after the other, each on a line of its own. */
export function parseStatus(text: string): Status {
  let status: Status = {}
  for (const line of text.split('\n')) {
    const firstPid = /"child-pid"\s*:\s*(\d+)/.exec(line)?.[1]
    const exitCode = /"exit-code"\s*:\s*(\d+)/.exec(line)?.[1]
    if (firstPid !== undefined) status = { ...status, firstPid: Number(firstPid) }
    if (exitCode !== undefined) status = { ...status, exitCode: Number(exitCode) }
  }
  return status
}
