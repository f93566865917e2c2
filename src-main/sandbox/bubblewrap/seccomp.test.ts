import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Architecture, seccompFilter } from './seccomp.ts'
import { absentCalls, type CallTable, deniedCalls, inspectedCalls, reviewedMaximum, socketCalls } from './system-calls.ts'

const tables: readonly CallTable[] = [absentCalls, deniedCalls, inspectedCalls, socketCalls]
const auditArchitecture = { x64: 0xc000003e, arm64: 0xc00000b7 }
const allow = 0x7fff0000
const kill = 0x80000000
const errno = (number: number): number => 0x00050000 + number
const [EPERM, EACCES, ENOSYS] = [errno(1), errno(13), errno(38)]

/** Runs the filter as the kernel does, over one `struct seccomp_data`. */
function answerTo(filter: Buffer, call: { number: number; architecture: number; args?: readonly bigint[] }): number {
  const data = Buffer.alloc(64)
  data.writeUInt32LE(call.number >>> 0, 0)
  data.writeUInt32LE(call.architecture, 4)
  ;(call.args ?? []).forEach((value, index) => data.writeBigUInt64LE(value, 16 + 8 * index))
  let accumulator = 0
  for (let at = 0; at < filter.length / 8; at++) {
    const code = filter.readUInt16LE(at * 8)
    const [whenTrue, whenFalse, k] = [filter.readUInt8(at * 8 + 2), filter.readUInt8(at * 8 + 3), filter.readUInt32LE(at * 8 + 4)]
    const jump = (condition: boolean): void => {
      at += condition ? whenTrue : whenFalse
    }
    if (code === 0x20) accumulator = data.readUInt32LE(k)
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0
    else if (code === 0x15) jump(accumulator === k)
    else if (code === 0x25) jump(accumulator > k)
    else if (code === 0x35) jump(accumulator >= k)
    else if (code === 0x45) jump((accumulator & k) !== 0)
    else if (code === 0x06) return k
    else throw new Error(`instruction ${code} is not classic BPF`)
  }
  throw new Error('the filter ran off its end')
}

const libseccomp = new Map(
  readFileSync(new URL('libseccomp-numbers.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(line => {
      const [name = '', ...numbers] = line.split(' ')
      return [name, numbers.map(number => (number === '-' ? null : Number(number)))]
    }),
)

test('every number is the one that libseccomp 2.5.4 gives', () => {
  const ours = tables.flatMap(table => Object.entries(table))
  expect(ours.length).toBe(libseccomp.size)
  for (const [name, numbers] of ours) expect([name, ...numbers]).toEqual([name, ...(libseccomp.get(name) ?? [])])
})

describe.each(['x64', 'arm64'] as const)('the filter of boxes for test suites on %s', (architecture: Architecture) => {
  const [plain, filter] = [seccompFilter(architecture), seccompFilter(architecture, { loopback: true })]
  const column = architecture === 'x64' ? 0 : 1
  const audit = auditArchitecture[architecture]
  const ask = (number: number, ...args: bigint[]): number => answerTo(filter, { number, architecture: audit, args })
  const socket = (...args: bigint[]): number => ask(socketCalls.socket[column], ...args)
  const option = (...args: bigint[]): number => ask(socketCalls.setsockopt[column], 3n, ...args)

  test('makes TCP sockets and no others', () => {
    for (const family of [2n, 10n]) {
      expect(socket(family, 1n | 0x80800n, 0n)).toBe(allow)
      expect(socket(family, 1n, 6n)).toBe(allow)
      // MPTCP, SCTP, datagrams, raw.
      for (const [kind, protocol] of [
        [1n, 262n],
        [1n, 132n],
        [2n, 0n],
        [3n, 1n],
        [5n, 0n],
      ] as const)
        expect(socket(family, kind, protocol)).toBe(EACCES)
    }
    // Unix, netlink, packet, vsock, and families that are only alike in their low half.
    for (const family of [0n, 1n, 16n, 17n, 38n, 40n]) expect(socket(family, 1n, 0n)).toBe(EACCES)
  })

  test('sets what servers set, and nothing else', () => {
    for (const [level, name] of [
      [1n, 2n],
      [1n, 9n],
      [6n, 1n],
      [0n, 1n],
      [41n, 26n],
      [41n, 67n],
    ] as const)
      expect(option(level, name)).toBe(allow)
    // Attached programs, devices, buffers that are forced, upper layer protocols, tables of the packet filter, repair.
    for (const [level, name] of [
      [1n, 26n],
      [1n, 50n],
      [1n, 25n],
      [1n, 32n],
      [6n, 31n],
      [0n, 64n],
      [41n, 64n],
      [6n, 19n],
      [17n, 1n],
    ] as const)
      expect(option(level, name)).toBe(EACCES)
  })

  test('is otherwise the plain one', () => {
    const opened = new Set<number>(Object.values(socketCalls).map(numbers => numbers[column]))
    for (let number = 0; number <= reviewedMaximum + 1; number++) {
      if (opened.has(number)) continue
      const asked = { number, architecture: audit, args: [1n, 1n, 1n] }
      expect(answerTo(filter, asked)).toBe(answerTo(plain, asked))
    }
  })
})

describe.each(['x64', 'arm64'] as const)('the filter for %s', (architecture: Architecture) => {
  const filter = seccompFilter(architecture)
  const column = architecture === 'x64' ? 0 : 1
  const audit = auditArchitecture[architecture]
  const ask = (number: number, ...args: bigint[]): number => answerTo(filter, { number, architecture: audit, args })
  const inspected = (name: keyof typeof inspectedCalls, ...args: bigint[]): number => ask(inspectedCalls[name][column], ...args)
  const numbersOf = (table: CallTable): number[] => Object.values(table).flatMap(numbers => numbers[column] ?? [])

  const mapped = (flags: bigint): number => inspected('mmap', 0n, 4096n, 3n, flags)

  test('answers each group in its own way', () => {
    for (const number of numbersOf(absentCalls)) expect(ask(number)).toBe(ENOSYS)
    for (const number of numbersOf(deniedCalls)) expect(ask(number)).toBe(EPERM)
    for (const number of numbersOf(socketCalls)) expect(ask(number)).toBe(EACCES)
  })

  test('lets everything else below the reviewed maximum through and nothing above', () => {
    const named = new Set(tables.flatMap(numbersOf))
    for (let number = 0; number <= reviewedMaximum; number++) if (!named.has(number)) expect(ask(number)).toBe(allow)
    for (const number of [reviewedMaximum + 1, 462, 600, 0x3fffffff]) expect(ask(number)).toBe(ENOSYS)
  })

  test('kills calls of a foreign architecture and of x32', () => {
    expect(answerTo(filter, { number: 0, architecture: 0x40000003 })).toBe(kill)
    expect(answerTo(filter, { number: 0, architecture: auditArchitecture[architecture === 'x64' ? 'arm64' : 'x64'] })).toBe(kill)
    expect(ask(0x40000000 + 41)).toBe(architecture === 'x64' ? kill : ENOSYS)
    expect(ask(0xffffffff)).toBe(architecture === 'x64' ? kill : ENOSYS)
  })

  test('threads and children may be made, namespaces may not', () => {
    expect(inspected('clone', 0x003d0f00n)).toBe(allow)
    for (const flag of [0x00020000n, 0x02000000n, 0x04000000n, 0x08000000n, 0x10000000n, 0x20000000n, 0x40000000n]) {
      expect(inspected('clone', flag | 17n)).toBe(EPERM)
    }
  })

  test('private memory and files may be mapped, shared anonymous memory may not', () => {
    expect(mapped(0x22n)).toBe(allow)
    expect(mapped(0x01n)).toBe(allow)
    expect(mapped(0x21n)).toBe(EPERM)
    expect(mapped(0x23n)).toBe(EPERM)
    expect(mapped(0x04021n)).toBe(EPERM)
    expect(mapped(0x40022n)).toBe(EPERM)
  })

  test('terminal injection is found in the low half of the request, whatever the high half says', () => {
    for (const request of [0x5412n, 0x541cn, 0x5423n, 0x8912n]) {
      expect(inspected('ioctl', 0n, request)).toBe(EPERM)
      expect(inspected('ioctl', 0n, request | (1n << 32n))).toBe(EPERM)
    }
    for (const request of [0x5401n, 0x5413n, 0x5421n, 0x541bn]) expect(inspected('ioctl', 0n, request)).toBe(allow)
  })

  test('only a stream pair of unix sockets can be made', () => {
    expect(inspected('socketpair', 1n, 1n | 0x80800n)).toBe(allow)
    expect(inspected('socketpair', 1n, 2n)).toBe(EACCES)
    expect(inspected('socketpair', 1n, 5n)).toBe(EACCES)
    expect(inspected('socketpair', 2n, 1n)).toBe(EACCES)
  })

  test('leases and the identity of who holds the other end are out of reach', () => {
    expect(inspected('fcntl', 0n, 1024n)).toBe(EPERM)
    expect(inspected('fcntl', 0n, 1030n)).toBe(allow)
    expect(inspected('getsockopt', 1n, 1n, 77n)).toBe(EACCES)
    expect(inspected('getsockopt', 1n, 1n, 17n)).toBe(EACCES)
    expect(inspected('getsockopt', 1n, 1n, 3n)).toBe(allow)
    expect(inspected('prctl', 22n)).toBe(EPERM)
    expect(inspected('prctl', 15n)).toBe(allow)
  })

  test('the limit that keeps crash handlers of the machine away can be read and not changed, other limits as ever', () => {
    expect(inspected('prlimit64', 0n, 4n, 0n)).toBe(allow)
    expect(inspected('prlimit64', 0n, 4n, 0x7ffc_0000_0000n)).toBe(EPERM)
    expect(inspected('prlimit64', 0n, 4n, 0x1000n)).toBe(EPERM)
    expect(inspected('prlimit64', 0n, 4n | (1n << 32n), 0x1000n)).toBe(EPERM)
    expect(inspected('prlimit64', 0n, 7n, 0x1000n)).toBe(allow)
    expect(inspected('setrlimit', 4n, 0x1000n)).toBe(EPERM)
    expect(inspected('setrlimit', 7n, 0x1000n)).toBe(allow)
  })
})
