/** What mounts, namespaces, sizes and masks stop: each set does without exactly one argument of bubblewrap, or has exactly one bind more. */
import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { without, type ProbeSet, type Weakening } from './probe.ts'

const removed = (name: string, first: readonly string[], count?: number): Weakening => ({
  name,
  options: without(first, count),
})

/** One more thing in the box; the remounts must stay last. */
const added = (name: string, more: readonly string[]): Weakening => ({
  name,
  options: list => list.toSpliced(list.indexOf('--remount-ro'), 0, ...more),
})

/** Not `uts`, which --hostname needs, and not `pid` and `user`, without which there is no box to run a control in. */
const namespaceProbes = (['ipc', 'net', 'cgroup'] as const).map((name): ProbeSet => ({
  group: 'namespaces',
  weakening: removed(`--unshare-${name}`, [`--unshare-${name}`]),
  runtime: 'node',
  probes: {
    [`the ${name} namespace of the machine`]: `fs.readlinkSync('/proc/self/ns/${name}') === ${JSON.stringify(readlinkSync(`/proc/self/ns/${name}`))}`,
  },
}))

const identityProbes: readonly ProbeSet[] = [
  {
    group: 'namespaces',
    weakening: removed('--new-session', ['--new-session']),
    runtime: 'python',
    // 0: the leader of its session lies outside of the box.
    probes: { 'the session of whoever started it': 'os.getsid(0) == 0' },
  },
  {
    group: 'namespaces',
    weakening: removed('--hostname', ['--hostname', 'sandbox']),
    runtime: 'node',
    probes: { 'the name of the machine': `os.hostname() === ${JSON.stringify(hostname())}` },
  },
]

const readOnlyProbes: readonly ProbeSet[] = (
  [
    ['/', 'a file beside the mounts', `fs.writeFileSync('/x', 'x') === undefined`],
    ['/dev', 'a file among the devices', `fs.writeFileSync('/dev/x', 'x') === undefined`],
    ['/proc', 'a setting of the kernel for a process', `fs.writeFileSync('/proc/self/oom_score_adj', '999') === undefined`],
  ] as const
).map(([folder, name, code]) => ({
  group: 'writing',
  weakening: removed(`--remount-ro ${folder}`, ['--remount-ro', folder]),
  runtime: 'node' as const,
  probes: { [name]: code },
}))

/** `folder` holds a.js and anybody may write there outside. */
const sourceProbes = (folder: string): ProbeSet => ({
  group: 'writing',
  weakening: {
    name: 'read-only bind',
    options: list => list.map((each, at) => (each === '--ro-bind' && list[at + 2] === '/src' ? '--bind' : each)),
  },
  runtime: 'node',
  job: { mounts: [{ host: folder, box: '/src' }] },
  probes: {
    'a file of the project changed': `fs.writeFileSync('/src/a.js', 'b') === undefined`,
    'a file of the project made': `fs.writeFileSync('/src/new.js', 'b') === undefined`,
    'a file of the project renamed': `fs.renameSync('/src/new.js', '/src/newer.js') === undefined`,
    'a link in the project made': `fs.symlinkSync('/etc/passwd', '/src/link') === undefined`,
    'a file of the project removed': `fs.rmSync('/src/b.js') === undefined`,
  },
})

/** Folders of the machine that are simply not there; the control binds exactly one of them. */
const absentProbes = (secretFolder: string): ProbeSet[] =>
  (
    [
      ['a folder of the operator', secretFolder],
      ['programs of the machine', '/usr/bin'],
      ['devices and drivers', '/sys'],
      ['sockets of services', '/run'],
      ['data of services', '/var'],
      ['settings of the machine', '/etc/ssl'],
      ['the program itself', process.cwd()],
    ] as const
  )
    .filter(([, folder]) => existsSync(folder))
    .map(([name, folder]) => ({
      group: 'reading',
      weakening: added(`not bound: ${name}`, ['--ro-bind', folder, folder]),
      runtime: 'node' as const,
      probes: { [name]: `fs.readdirSync(${JSON.stringify(folder)}).length` },
    }))

const deviceProbe: ProbeSet = {
  group: 'reading',
  weakening: added('own /dev', ['--dev-bind', '/dev/zero', '/dev/zero']),
  runtime: 'node',
  probes: { 'a device that is not needed': `fs.readSync(fs.openSync('/dev/zero'), Buffer.alloc(9)) === 9` },
}

const readable = (file: string): boolean => {
  try {
    return (statSync(file).mode & 0o004) !== 0 && readFileSync(file).length > 0
  } catch {
    return false
  }
}

/** Only what any user may read outside: the others are closed by their mode as well. */
const maskProbes = (): ProbeSet[] =>
  [
    'cmdline',
    'config.gz',
    'diskstats',
    'interrupts',
    'kallsyms',
    'key-users',
    'keys',
    'locks',
    'modules',
    'partitions',
    'softirqs',
  ]
    .map(name => `/proc/${name}`)
    .filter(readable)
    .map(file => ({
      group: 'reading',
      weakening: removed(`mask over ${file}`, ['--ro-bind', '/dev/null', file]),
      runtime: 'node' as const,
      // The own keys of the box are none: that the file opens is what counts.
      probes: { [`${file} of the machine`]: `fs.readFileSync('${file}').length` },
    }))

const megabytes = (folder: string, count: number): string =>
  `Array.from({ length: ${count} }, (_, at) => fs.writeFileSync('${folder}/' + at, Buffer.alloc(2 << 20))).length`

const sizeProbes: readonly ProbeSet[] = [
  {
    group: 'limits',
    weakening: removed('--size of /box', ['--size', String(8 << 20)], 2),
    runtime: 'node',
    job: { limits: { diskBytes: 8 << 20 } },
    probes: { 'more files than its disk holds': megabytes('/box', 8) },
  },
  ...['/tmp', '/dev/shm'].map((folder): ProbeSet => ({
    group: 'limits',
    weakening: {
      name: `--size of ${folder}`,
      options: list => list.toSpliced(list.indexOf(folder, list.indexOf('--perms', list.indexOf('/dev/stderr'))) - 5, 2),
    },
    runtime: 'node',
    probes: { [`more files than ${folder} holds`]: megabytes(folder, 12) },
  })),
]

export const wallProbes = (folders: { readonly source: string; readonly secret: string }): readonly ProbeSet[] => [
  ...namespaceProbes,
  ...identityProbes,
  ...readOnlyProbes,
  sourceProbes(folders.source),
  ...absentProbes(folders.secret),
  deviceProbe,
  ...maskProbes(),
  ...sizeProbes,
]
