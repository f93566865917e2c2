/** Reads what the self-test's probe saw in the box and decides, check by check, whether the wall holds. Pure. */
import { z } from 'zod'
import type { IsolationReport } from '../../../src-shared/domain/evidence.ts'
import { baseEnvironment, boxUser } from './box-arguments.ts'
import type { ProbeReport } from './self-test-probe.ts'

const text = z.string()
const texts = z.record(z.string(), z.string())
export const probeReport: z.ZodType<ProbeReport> = z.object({
  environment: z.array(text), firstEnvironment: text, descriptors: z.array(text), unixSocket: text, networkSocket: text, outsideSocket: text, datagramSocket: text, listener: text,
  unshareStarts: z.boolean(), unshareUser: text, status: text, firstStatus: text, writes: texts, processes: z.array(text),
  processId: z.int(), limits: text, secrets: texts, namespaces: texts, interfaces: text, terminal: text,
}) // prettier-ignore

export interface Outside {
  readonly namespaces: Readonly<Record<string, string>>
  /** User id of the box's first process as the machine sees it. */
  readonly userId: number | undefined
  readonly threadLimit: number
  /** What the watchdog can read of the box: without these figures its limits would be void. */
  /** The box is one for test suites: its own loopback may be used, and `/src` be written. */
  readonly forSuites: boolean
  readonly watched: { readonly processes: number; readonly files: number | undefined; readonly sockets: number | undefined }
}

type Check = IsolationReport['checks'][number]

/** bubblewrap sets PWD itself. */
const expectedVariables: readonly string[] = [...Object.keys(baseEnvironment), 'PWD', 'LD_LIBRARY_PATH']
/** What Node opens for itself has no name outside of the process; the job's own are 0, 1, 2, 8 and 9. */
const ownDescriptor = /^(?:[01289] (?:\/dev\/null|socket:|pipe:)|\d+ (?:anon_inode:|pipe:)|\d+ ENOENT$)/

const check = (name: string, held: boolean, detail: string): Check => ({ name, held, detail })
const field = (status: string, name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? 'missing'

export function judgeProbe(report: ProbeReport, outside: Outside): Check[] {
  const { watched, forSuites } = outside
  const writableFolders = forSuites ? ['/box/', '/tmp/', '/src/'] : ['/box/', '/tmp/']
  const strangers = report.environment.filter(name => !expectedVariables.includes(name))
  const firstVariables =
    report.firstEnvironment === 'done' ? [] : report.firstEnvironment.split('\0').flatMap(pair => pair.split('=')[0] || [])
  const leaked = report.descriptors.filter(descriptor => !ownDescriptor.test(descriptor))
  const capabilities = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].filter(name => !/^0+$/.test(field(report.status, name)))
  const writable = Object.entries(report.writes).filter(
    ([folder, answer]) => (answer === 'done') !== writableFolders.includes(folder),
  )
  const visible = Object.entries(report.secrets).filter(([, answer]) => answer !== 'ENOENT')
  const shared = Object.entries(report.namespaces).filter(([name, id]) => id === outside.namespaces[name] || !id.startsWith(name))
  const processLimit = /^Max processes\s+(\d+)\s+(\d+)/m.exec(report.limits)
  const interfaces = report.interfaces.split('\n').flatMap(line => /^\s*(\S+):/.exec(line)?.[1] ?? []).filter(name => name !== 'lo') // prettier-ignore

  return [
    check(
      'environment',
      strangers.length === 0,
      strangers.length === 0 ? 'only our own variables' : `visible: ${strangers.join(', ')}`,
    ),
    check(
      'first-environment',
      firstVariables.length === 0,
      firstVariables.length === 0 ? 'the first process carries no variables' : `visible: ${firstVariables.join(', ')}`,
    ),
    check('descriptors', leaked.length === 0, leaked.length === 0 ? 'nothing of ours is open' : `open: ${leaked.join(', ')}`),
    check('unix-socket', report.unixSocket === 'EACCES', `connecting by path: ${report.unixSocket}`),
    ...(forSuites
      ? [
          check(
            'loopback',
            report.listener === 'listening' && report.networkSocket === 'ECONNREFUSED',
            `TCP of its own: ${report.listener}, to nobody: ${report.networkSocket}`,
          ),
          check(
            'network-socket',
            report.outsideSocket === 'ENETUNREACH',
            `connecting to another address: ${report.outsideSocket}`,
          ),
        ]
      : [
          check(
            'network-socket',
            report.networkSocket === 'EACCES' && report.listener === 'EACCES',
            `connecting by address: ${report.networkSocket}`,
          ),
        ]),
    check('datagram-socket', report.datagramSocket === 'EACCES', `datagrams: ${report.datagramSocket}`),
    check(
      'network',
      interfaces.length === 0,
      interfaces.length === 0 ? 'no interface but loopback' : `interfaces: ${interfaces.join(', ')}`,
    ),
    check(
      'unshare',
      report.unshareStarts && /not permitted|EPERM/.test(report.unshareUser),
      `new user namespace: ${report.unshareUser}`,
    ),
    check(
      'namespaces',
      shared.length === 0,
      shared.length === 0 ? 'seven of its own' : `shared: ${shared.map(([name]) => name).join(', ')}`,
    ),
    check(
      'capabilities',
      capabilities.length === 0,
      capabilities.length === 0 ? 'none' : `not empty: ${capabilities.join(', ')}`,
    ),
    check('no-new-privileges', field(report.status, 'NoNewPrivs') === '1', `NoNewPrivs ${field(report.status, 'NoNewPrivs')}`),
    check(
      'seccomp',
      field(report.status, 'Seccomp') === '2' && field(report.firstStatus, 'Seccomp') === '2',
      `mode ${field(report.status, 'Seccomp')}, first process ${field(report.firstStatus, 'Seccomp')}`,
    ),
    check(
      'user',
      outside.userId !== undefined && outside.userId !== 0 && field(report.status, 'Uid').startsWith(`${boxUser}\t`),
      `runs as user ${outside.userId ?? 'unknown'} of the machine`,
    ),
    check(
      'write',
      writable.length === 0,
      writable.length === 0
        ? `only ${writableFolders.map(folder => folder.slice(0, -1)).join(', ')}`
        : `unexpected: ${writable.map(([folder, answer]) => `${folder} ${answer}`).join(', ')}`,
    ),
    check(
      'processes',
      report.processId === 2 && report.processes.join(' ') === '1 2',
      `sees ${report.processes.join(', ')}; is ${report.processId}`,
    ),
    check(
      'process-limit',
      processLimit?.[2] === String(outside.threadLimit),
      `at most ${processLimit?.[2] ?? 'unlimited'} threads`,
    ),
    check(
      'secret-path',
      visible.length === 0,
      visible.length === 0 ? 'nothing of the machine is there' : `there: ${visible.map(([path]) => path).join(', ')}`,
    ),
    check('terminal', report.terminal === 'ENOENT' || report.terminal === 'ENXIO', `opening it: ${report.terminal}`),
    check(
      'watchdog',
      watched.processes >= 2 && watched.files !== undefined && watched.sockets !== undefined,
      `sees ${watched.processes} processes, ${watched.files ?? 'no'} files, ${watched.sockets ?? 'no'} sockets`,
    ),
  ]
}

/** VmData of the idle runtime in the box, bytes; undefined when the kernel does not tell. */
export function idleDataBytes(report: ProbeReport): number | undefined {
  const kilobytes = /^VmData:\s*(\d+) kB$/m.exec(report.status)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}
