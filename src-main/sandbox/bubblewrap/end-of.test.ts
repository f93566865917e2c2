import { describe, expect, test } from 'vitest'
import { endOf, type Facts } from './end-of.ts'
import { parseStatus } from './launch.ts'
import { parseLdd } from './libraries.ts'

const facts = (more: Partial<Facts>): Facts => ({
  forced: undefined,
  status: { firstPid: 7, exitCode: 0 },
  monitor: { code: 0, signal: null },
  stderr: '',
  failure: '',
  ...more,
})

describe('how a box ended', () => {
  test('is what was done to it, before all else', () => {
    expect(endOf(facts({ forced: { kind: 'limit', limit: 'cpu' } }))).toEqual({ kind: 'limit', limit: 'cpu' })
  })

  test('is never success when the monitor says 0 but no program was started', () => {
    const end = endOf(
      facts({ status: { firstPid: 7 }, stderr: "warning\nbwrap: Can't find source path /x: No such file or directory\n" }),
    )
    expect(end).toEqual({ kind: 'not-started', detail: "bwrap: Can't find source path /x: No such file or directory" })
    expect(endOf(facts({ status: {}, failure: 'spawn bash ENOENT' }))).toEqual({
      kind: 'not-started',
      detail: 'spawn bash ENOENT',
    })
    expect(endOf(facts({ status: {} })).kind).toBe('not-started')
  })

  test('names signals by their number, and limits by the signal that they send', () => {
    expect(endOf(facts({ status: { exitCode: 137 } }))).toEqual({ kind: 'signalled', signal: 'SIGKILL' })
    expect(endOf(facts({ status: { exitCode: 152 } }))).toEqual({ kind: 'limit', limit: 'cpu' })
    expect(endOf(facts({ status: { exitCode: 153 } }))).toEqual({ kind: 'limit', limit: 'disk' })
    expect(endOf(facts({ status: { exitCode: 255 } }))).toEqual({ kind: 'exited', code: 255 })
    expect(endOf(facts({ status: { firstPid: 7 }, monitor: { code: null, signal: 'SIGKILL' } }))).toEqual({
      kind: 'signalled',
      signal: 'SIGKILL',
    })
  })

  test.each([
    ['memory', 'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory'],
    ['memory', 'RangeError: WebAssembly.Memory(): could not allocate memory'],
    ['memory', 'Traceback (most recent call last):\nMemoryError\n'],
    ['disk', 'Error: ENOSPC: no space left on device, write'],
    ['disk', 'OSError: [Errno 28] No space left on device'],
    ['processes', 'Error: spawn /opt/rt/bin/node EAGAIN'],
  ])('is the limit %s when the last words of a failure say so', (limit, stderr) => {
    expect(endOf(facts({ status: { exitCode: 1 }, stderr }))).toEqual({ kind: 'limit', limit })
    expect(endOf(facts({ status: { exitCode: 0 }, stderr }))).toEqual({ kind: 'exited', code: 0 })
  })
})

test('the status of bubblewrap is read document by document, whole or cut', () => {
  expect(parseStatus('{\n    "child-pid": 4242,\n    "ipc-namespace": 1\n}\n')).toEqual({ firstPid: 4242 })
  expect(parseStatus('{ "child-pid": 42, "net-namespace": 4026532 }\n{ "exit-code": 3 }\n')).toEqual({
    firstPid: 42,
    exitCode: 3,
  })
  expect(parseStatus('{ "child-pi')).toEqual({})
})

test('libraries are bound where the loader looks; foreign ones go to a folder of their own', () => {
  const text = `\tlinux-vdso.so.1 (0x00007ffd)
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f)
\tlibpython3.11.so.1.0 => /home/a/.pyenv/versions/3.11.7/lib/libpython3.11.so.1.0 (0x00007f)
\t/lib64/ld-linux-x86-64.so.2 (0x00007f)
`
  expect(parseLdd(text)).toEqual([
    { host: '/lib/x86_64-linux-gnu/libm.so.6', box: '/lib/x86_64-linux-gnu/libm.so.6' },
    { host: '/home/a/.pyenv/versions/3.11.7/lib/libpython3.11.so.1.0', box: '/opt/rt/lib/libpython3.11.so.1.0' },
    { host: '/lib64/ld-linux-x86-64.so.2', box: '/lib64/ld-linux-x86-64.so.2' },
  ])
  expect(parseLdd('\tstatically linked\n')).toEqual([])
  expect(() => parseLdd('\tlibzip.so.4 => not found\n')).toThrow('libzip.so.4 is not installed')
})
