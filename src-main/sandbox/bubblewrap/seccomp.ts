/**
 * The system call filter of the box: classic BPF, written here instruction by instruction so that no compiler or library is
 * needed. It takes away what namespaces leave open (sockets by path, kernel interfaces, uncounted memory, terminal
 * injection). It is not a list of everything a program may do.
 */
import { absentCalls, type CallTable, deniedCalls, inspectedCalls, reviewedMaximum, socketCalls } from './system-calls.ts'

export type Architecture = 'x64' | 'arm64'

const auditArchitecture = { x64: 0xc000003e, arm64: 0xc00000b7 } as const
const x32Bit = 0x40000000

/** struct seccomp_data: nr at 0, arch at 4, instruction pointer at 8, six 64-bit arguments from 16 (little endian). */
const numberOffset = 0
const architectureOffset = 4
const argumentLow = (index: number): number => 16 + 8 * index
const argumentHigh = (index: number): number => argumentLow(index) + 4

const loadWord = 0x20 // BPF_LD | BPF_W | BPF_ABS
const and = 0x54 // BPF_ALU | BPF_AND | BPF_K
const jumpEqual = 0x15 // BPF_JMP | BPF_JEQ | BPF_K
const jumpAbove = 0x25 // BPF_JMP | BPF_JGT | BPF_K
const jumpAtLeast = 0x35 // BPF_JMP | BPF_JGE | BPF_K
const jumpBits = 0x45 // BPF_JMP | BPF_JSET | BPF_K
const answer = 0x06 // BPF_RET | BPF_K

const allow = 0x7fff0000
const killProcess = 0x80000000
const fail = (errno: number): number => 0x00050000 | errno
const EPERM = fail(1)
const EACCES = fail(13)
const ENOSYS = fail(38)

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. (NEWTIME exists for clone3 only.) */
const newNamespaces = 0x7e020000
/** MAP_SHARED (also part of MAP_SHARED_VALIDATE) and MAP_ANONYMOUS. */
const sharedAnonymous = 0x21
/** MAP_HUGETLB: pages of a pool of the machine that no resident size shows. */
const hugePages = 0x40000
const deniedIoctls = [0x5412 /* TIOCSTI */, 0x541c /* TIOCLINUX */, 0x5423 /* TIOCSETD */]
/** SIOC...: on the unix sockets that carry stdio these would tell about the interfaces of the machine. */
const ioctlFamily = 0xff00
const socketIoctls = 0x8900
/** F_SETLEASE and F_NOTIFY reach through read-only binds to whoever uses the file outside. */
const deniedFcntls = [1024, 1026]
/** SO_TYPE, SO_ERROR, SO_SNDBUF, SO_RCVBUF, SO_ACCEPTCONN, SO_PROTOCOL, SO_DOMAIN; the others name the process at the other end. */
const allowedSocketOptions = [3, 4, 7, 8, 30, 38, 39]
/** RLIMIT_CORE is 1, which alone keeps a crash handler of the machine from being started (`launch.ts`): it stays 1. */
const coreLimit = 4
/** By level. SOL_SOCKET: REUSEADDR, KEEPALIVE, LINGER, REUSEPORT. IPPROTO_TCP: NODELAY, KEEPIDLE, KEEPINTVL, KEEPCNT. IPPROTO_IP: TOS, and IPPROTO_IPV6: V6ONLY, TCLASS, which `fetch` sets. */
const settable: readonly (readonly [level: number, options: readonly number[]])[] = [
  [1, [2, 9, 13, 15]],
  [6, [1, 4, 5, 6]],
  [0, [1]],
  [41, [26, 67]],
]
/** PR_SET_PTRACER, PR_SET_SECCOMP, PR_SET_MM. */
const deniedPrctls = [0x59616d61, 22, 35]

interface Instruction {
  readonly code: number
  readonly k: number
  readonly whenTrue?: number
  readonly whenFalse?: number
}

const load = (offset: number): Instruction => ({ code: loadWord, k: offset })
const give = (action: number): Instruction => ({ code: answer, k: action })
const when = (code: number, k: number, action: number): Instruction[] => [{ code, k, whenTrue: 0, whenFalse: 1 }, give(action)]

/** `body` for one call, skipped for all others; every body ends with an answer. */
const onCall = (number: number, body: readonly Instruction[]): Instruction[] => [
  { code: jumpEqual, k: number, whenTrue: 0, whenFalse: body.length },
  ...body,
]

function instructions(architecture: Architecture, loopback: boolean): Instruction[] {
  const column = architecture === 'x64' ? 0 : 1
  const each = (table: CallTable, action: number): Instruction[] =>
    Object.values(table).flatMap(numbers => {
      const number = numbers[column]
      return number === null ? [] : when(jumpEqual, number, action)
    })
  const number = (name: keyof typeof inspectedCalls): number => inspectedCalls[name][column]

  return [
    load(architectureOffset),
    { code: jumpEqual, k: auditArchitecture[architecture], whenTrue: 1, whenFalse: 0 },
    give(killProcess),
    load(numberOffset),
    ...(architecture === 'x64' ? when(jumpAtLeast, x32Bit, killProcess) : []),
    ...when(jumpAbove, reviewedMaximum, ENOSYS),
    ...each(absentCalls, ENOSYS),
    ...each(deniedCalls, EPERM),
    ...(loopback ? tcpOnly(column) : each(socketCalls, EACCES)),
    ...onCall(number('clone'), [load(argumentLow(0)), ...when(jumpBits, newNamespaces, EPERM), give(allow)]),
    ...onCall(number('mmap'), [
      load(argumentLow(3)),
      ...when(jumpBits, hugePages, EPERM),
      { code: and, k: sharedAnonymous },
      ...when(jumpEqual, sharedAnonymous, EPERM),
      give(allow),
    ]),
    ...onCall(number('ioctl'), [
      load(argumentLow(1)),
      ...deniedIoctls.flatMap(request => when(jumpEqual, request, EPERM)),
      { code: and, k: ioctlFamily },
      ...when(jumpEqual, socketIoctls, EPERM),
      give(allow),
    ]),
    ...onCall(number('prctl'), [
      load(argumentLow(0)),
      ...deniedPrctls.flatMap(option => when(jumpEqual, option, EPERM)),
      give(allow),
    ]),
    ...onCall(number('fcntl'), [
      load(argumentLow(1)),
      ...deniedFcntls.flatMap(command => when(jumpEqual, command, EPERM)),
      give(allow),
    ]),
    ...onCall(number('getsockopt'), [
      load(argumentLow(2)),
      ...allowedSocketOptions.flatMap(option => when(jumpEqual, option, allow)),
      give(EACCES),
    ]),
    // Reading it is nothing: without a new value (a null pointer) the call may pass.
    ...onCall(number('prlimit64'), [
      load(argumentLow(1)),
      { code: jumpEqual, k: coreLimit, whenTrue: 1, whenFalse: 0 },
      give(allow),
      load(argumentLow(2)),
      { code: jumpEqual, k: 0, whenTrue: 1, whenFalse: 0 },
      give(EPERM),
      load(argumentHigh(2)),
      { code: jumpEqual, k: 0, whenTrue: 1, whenFalse: 0 },
      give(EPERM),
      give(allow),
    ]),
    ...onCall(number('setrlimit'), [load(argumentLow(0)), ...when(jumpEqual, coreLimit, EPERM), give(allow)]),
    // AF_UNIX and SOCK_STREAM only (flags masked off): what a parent needs to talk to its child.
    ...onCall(number('socketpair'), [
      load(argumentLow(0)),
      { code: jumpEqual, k: 1, whenTrue: 1, whenFalse: 0 },
      give(EACCES),
      load(argumentLow(1)),
      { code: and, k: 0xf },
      { code: jumpEqual, k: 1, whenTrue: 0, whenFalse: 1 },
      give(allow),
      give(EACCES),
    ]),
    give(allow),
  ]
}

/**
 * TCP over IPv4 and IPv6, in a network namespace that has nothing but its own loopback: no other kind of socket, no option beside those that
 * servers of Node set. What else may be done with a socket (bind, listen, connect, accept) has then only such sockets to be done with.
 */
const tcpOnly = (column: 0 | 1): Instruction[] => [
  ...onCall(socketCalls.socket[column], [
    load(argumentLow(0)),
    { code: jumpEqual, k: 2 /* AF_INET */, whenTrue: 2, whenFalse: 0 },
    { code: jumpEqual, k: 10 /* AF_INET6 */, whenTrue: 1, whenFalse: 0 },
    give(EACCES),
    load(argumentLow(1)),
    { code: and, k: 0xf },
    { code: jumpEqual, k: 1 /* SOCK_STREAM */, whenTrue: 1, whenFalse: 0 },
    give(EACCES),
    load(argumentLow(2)),
    ...when(jumpEqual, 0, allow),
    ...when(jumpEqual, 6 /* IPPROTO_TCP */, allow),
    give(EACCES),
  ]),
  ...onCall(socketCalls.setsockopt[column], [
    load(argumentLow(1)),
    ...settable.flatMap(([level, options]) => [
      { code: jumpEqual, k: level, whenTrue: 0, whenFalse: options.length * 2 + 2 },
      load(argumentLow(2)),
      ...options.flatMap(option => when(jumpEqual, option, allow)),
      give(EACCES),
    ]),
    give(EACCES),
  ]),
]

/** The filter as `--seccomp` reads it: an array of `struct sock_filter`. */
export function seccompFilter(architecture: Architecture, { loopback = false } = {}): Buffer {
  const program = instructions(architecture, loopback)
  const bytes = Buffer.alloc(program.length * 8)
  program.forEach((instruction, index) => {
    bytes.writeUInt16LE(instruction.code, index * 8)
    bytes.writeUInt8(instruction.whenTrue ?? 0, index * 8 + 2)
    bytes.writeUInt8(instruction.whenFalse ?? 0, index * 8 + 3)
    bytes.writeUInt32LE(instruction.k >>> 0, index * 8 + 4)
  })
  return bytes
}
