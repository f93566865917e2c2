/** What resource limits, the watchdog, Node's permissions and closed descriptors stop, each without exactly one of them. */
import { withoutLimit, type ProbeSet } from './probe.ts'

const resource = (limit: string, name: string, code: string, more: Partial<ProbeSet> = {}): ProbeSet => ({
  group: 'limits',
  weakening: { name: `--${limit}`, command: withoutLimit(limit) },
  runtime: 'python',
  prelude: 'import resource, mmap\nlibc = ctypes.CDLL(None, use_errno=True)\n',
  probes: { [name]: code },
  ...more,
})
const raised = (constant: string, to: number): string => `resource.setrlimit(resource.${constant}, (${to}, ${to})) is None`

const resourceProbes: readonly ProbeSet[] = [
  resource('nofile', 'six hundred open files', 'len([os.open("/dev/null", 0) for _ in range(600)])'),
  resource('fsize', 'one file larger than the disk', 'os.write(os.open("/dev/shm/f", 0o102), bytes(5 << 20)) > 4 << 20', {
    job: { limits: { diskBytes: 4 << 20 } },
  }),
  resource('memlock', 'a megabyte that is never paged out', 'libc.mlock(ctypes.create_string_buffer(1 << 20), 1 << 20) == 0'),
  resource('data', 'a gigabyte reserved', 'len(mmap.mmap(-1, 1 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))', {
    job: { limits: { memoryBytes: 64 << 20 } },
  }),
  resource('stack', 'a stack of 64 megabytes', raised('RLIMIT_STACK', 64 << 20)),
  resource('cpu', 'an hour of the processor', raised('RLIMIT_CPU', 3600)),
  resource('sigpending', 'two thousand waiting signals', raised('RLIMIT_SIGPENDING', 2000)),
  resource('msgqueue', 'room for queues of messages', raised('RLIMIT_MSGQUEUE', 1024)),
  resource('nproc', 'a process of its own', 'os.fork()', { job: { forbidChildren: true } }),
]

const watched = (limit: string, name: string, set: Omit<ProbeSet, 'group' | 'weakening' | 'probes'>, code: string, limits: object): ProbeSet => ({
  group: 'limits',
  weakening: { name: `limit of ${limit}`, limits },
  probes: { [name]: code },
  ...set,
}) // prettier-ignore

const watchdogProbes: readonly ProbeSet[] = [
  watched('wall clock', 'waiting longer than it may', { runtime: 'node', job: { limits: { wallMs: 400 } } }, 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500) === "timed-out"', { wallMs: 60_000 }),
  watched('CPU time', 'computing longer than it may', { runtime: 'node', job: { limits: { cpuMs: 200 } } }, '(() => { const used = () => { const { user, system } = process.cpuUsage(); return user + system }; while (used() < 1e6); return true })()', { cpuMs: 60_000 }),
  watched('memory', 'more memory than it may', { runtime: 'node', job: { limits: { memoryBytes: 64 << 20 } } }, '(() => { const all = []; for (let i = 0; i < 200; i++) { all.push(Buffer.alloc(1 << 20, 1)); if (i % 20 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60) } return all.length })()', { memoryBytes: 512 << 20 }),
  watched('output', 'more output than it may', { runtime: 'node', job: { limits: { outputBytes: 64 << 10 } } }, '(() => { for (let i = 0; i < 40; i++) { fs.writeSync(1, "x".repeat(8192) + "\\n"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20) } return true })()', { outputBytes: 1 << 20 }),
  watched('processes', 'more processes than it may', { runtime: 'python', prelude: 'import time', job: { limits: { processes: 6 } } }, '(lambda children: time.sleep(1) is None and [os.kill(child, 9) for child in children] and True)([os.fork() or (time.sleep(5), os._exit(0)) for _ in range(10)])', { processes: 64 }),
  watched('disk', 'more on its disk than it may', { runtime: 'node', job: { limits: { diskBytes: 2 << 20 } } }, 'Array.from({ length: 6 }, (_, at) => fs.writeFileSync("/box/" + at, Buffer.alloc(1 << 20))).length', { diskBytes: 64 << 20 }),
] // prettier-ignore

const permissionProbes: ProbeSet = {
  group: 'children of a judged process',
  weakening: {
    name: '--permission',
    command: list => list.filter(each => each !== '--permission' && !each.startsWith('--allow-fs-')),
  },
  runtime: 'node',
  job: { forbidChildren: true },
  probes: {
    'a child process': `cp.spawnSync(process.execPath, ['--version']) !== undefined`,
    'a worker thread': `new (require('worker_threads').Worker)('0', { eval: true }).threadId`,
    'an addon in machine code': `(() => { try { process.dlopen({ exports: {} }, '/box/none.node') } catch (error) { if (error.code === 'ERR_DLOPEN_FAILED') return true; throw error } })()`,
    'a system interface for WebAssembly': `new (require('wasi').WASI)({ version: 'preview1' }) !== undefined`,
    'its own debugger': `(() => { new (require('inspector').Session)().connect(); return true })()`,
    'a file beside its folders': `fs.writeFileSync('/dev/shm/x', 'x') === undefined`,
    'a link to anywhere': `fs.symlinkSync('../etc', '/box/link') === undefined`,
  },
}

/** `secret` is open here without being closed for children, as number 8 in the box. */
const descriptorProbes = (secret: number): ProbeSet => ({
  group: 'reading',
  weakening: { name: 'descriptors are closed', keep: [8] },
  runtime: 'python',
  leak: [secret],
  probes: { 'a file that our process has open': 'len(os.pread(8, 99, 0)) > 0' },
})

export const limitProbes = (secret: number): readonly ProbeSet[] => [
  ...resourceProbes,
  ...watchdogProbes,
  permissionProbes,
  descriptorProbes(secret),
]
