/** Classes of escape by raw system calls, tried from Python, which reaches the kernel without a compiler. */
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folderWith, printed, pythonJob, testSandbox } from './box-for-tests.ts'
import path from 'node:path'

const x64 = process.arch === 'x64'

/** `tried[name]` is the name of the errno, or `done` when the kernel let it happen. */
const attempts = `
import ctypes, errno, json, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
tried = {}
def call(name, number, *args):
    ctypes.set_errno(0)
    done = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in args])
    tried[name] = errno.errorcode.get(ctypes.get_errno(), str(ctypes.get_errno())) if done == -1 else 'done'
def attempt(name, action):
    try:
        action(); tried[name] = 'done'
    except ValueError as error:
        tried[name] = str(error)
    except OSError as error:
        tried[name] = errno.errorcode.get(error.errno, str(error.errno))
def result(name, done):
    tried[name] = errno.errorcode.get(ctypes.get_errno(), '?') if done in (-1, ctypes.c_void_p(-1).value) else 'done'
buffer = ctypes.create_string_buffer(4096)
here = b'/box'
for name, flag in dict(user=0x10000000, net=0x40000000, mount=0x20000, pid=0x20000000, ipc=0x8000000, uts=0x4000000, cgroup=0x2000000, time=0x80).items():
    ctypes.set_errno(0); result('unshare ' + name, libc.unshare(flag))
ctypes.set_errno(0); result('mount', libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))
ctypes.set_errno(0); result('umount', libc.umount2(b'/proc', 2))
ctypes.set_errno(0); result('chroot', libc.chroot(here))
ctypes.set_errno(0); result('ptrace', libc.ptrace(16, 1, 0, 0))
ctypes.set_errno(0); result('setns', libc.setns(0, 0))
ctypes.set_errno(0); result('shmget', libc.shmget(0, 4096, 0o1600))
ctypes.set_errno(0); result('shared anonymous memory', libc.mmap(None, 1 << 20, 3, 0x21, -1, 0))
ctypes.set_errno(0); result('private memory', libc.mmap(None, 1 << 20, 3, 0x22, -1, 0))
ctypes.set_errno(0); result('settimeofday', libc.clock_settime(0, buffer))
ctypes.set_errno(0); result('setuid', libc.setuid(0))
ctypes.set_errno(0); result('personality', libc.personality(0x0040000))
ctypes.set_errno(0); result('syslog', libc.klogctl(3, buffer, 100))
for name, number in NUMBERS.items():
    call(name, number, 0, 0, 0, 0, 0, 0)
for name, family, kind in [('inet', 2, 1), ('inet6', 10, 2), ('unix', 1, 1), ('netlink', 16, 3), ('packet', 17, 3), ('vsock', 40, 1), ('alg', 38, 5)]:
    attempt('socket ' + name, lambda: socket.socket(family, kind))
attempt('socketpair stream', lambda: socket.socketpair(1, 1))
attempt('socketpair datagram', lambda: socket.socketpair(1, 2))
import fcntl
attempt('TIOCSTI', lambda: fcntl.ioctl(1, 0x5412, b'x'))
attempt('TIOCLINUX', lambda: fcntl.ioctl(1, 0x541c, b'x'))
attempt('interfaces through stdout', lambda: fcntl.ioctl(1, 0x8912, bytes(16)))
attempt('network namespace through stdout', lambda: fcntl.ioctl(1, 0x894c, 0))
ctypes.set_errno(0); size = ctypes.c_int(12); result('who reads stdout', libc.getsockopt(1, 1, 17, buffer, ctypes.byref(size)))
ctypes.set_errno(0); size = ctypes.c_int(4); result('handle of who reads stdout', libc.getsockopt(1, 1, 77, buffer, ctypes.byref(size)))
attempt('lease', lambda: fcntl.fcntl(os.open('/opt/rt/bin/python3', 0), 1024, 0))
attempt('device', lambda: os.mknod('/box/disk', 0o60600, os.makedev(254, 0)))
attempt('raise the process limit', lambda: __import__('resource').setrlimit(6, (100000, 100000)))
attempt('raise memory limit', lambda: __import__('resource').setrlimit(2, (-1, -1)))
attempt('nice', lambda: os.setpriority(0, 0, -5))
attempt('memory of the first process', lambda: open('/proc/1/mem', 'rb').read(1))
attempt('own memory file', lambda: open('/proc/self/mem', 'wb'))
attempt('follow the first process out', lambda: os.listdir('/proc/1/root/root'))
attempt('its working folder', lambda: os.listdir('/proc/1/cwd/home'))
print(json.dumps(tried))
`

/** [x64, arm64]; every one called with zeros. */
const numbers: Readonly<Record<string, readonly [number, number, string]>> = {
  memfd_create: [319, 279, 'EPERM'],
  memfd_secret: [447, 447, 'EPERM'],
  userfaultfd: [323, 282, 'EPERM'],
  perf_event_open: [298, 241, 'EPERM'],
  bpf: [321, 280, 'EPERM'],
  keyctl: [250, 219, 'EPERM'],
  add_key: [248, 217, 'EPERM'],
  process_vm_readv: [310, 270, 'EPERM'],
  process_vm_writev: [311, 271, 'EPERM'],
  pidfd_getfd: [438, 438, 'EPERM'],
  kcmp: [312, 272, 'EPERM'],
  open_by_handle_at: [304, 265, 'EPERM'],
  init_module: [175, 105, 'EPERM'],
  kexec_load: [246, 104, 'EPERM'],
  fsopen: [430, 430, 'EPERM'],
  open_tree: [428, 428, 'EPERM'],
  move_mount: [429, 429, 'EPERM'],
  mount_setattr: [442, 442, 'EPERM'],
  seccomp: [317, 277, 'EPERM'],
  mq_open: [240, 180, 'EPERM'],
  semget: [64, 190, 'EPERM'],
  msgget: [68, 186, 'EPERM'],
  io_setup: [206, 0, 'EPERM'],
  clone3: [435, 435, 'ENOSYS'],
  io_uring_setup: [425, 425, 'ENOSYS'],
  io_uring_enter: [426, 426, 'ENOSYS'],
  statmount: [457, 457, 'ENOSYS'],
  'a call nobody has looked at': [470, 470, 'ENOSYS'],
}

describe('raw system calls from the box', () => {
  let tried: Record<string, unknown> = {}
  beforeAll(async () => {
    const sandbox = await testSandbox()
    const table = Object.fromEntries(Object.entries(numbers).map(([name, pair]) => [name, pair[x64 ? 0 : 1]]))
    tried = printed(await sandbox.run(pythonJob(`NUMBERS = ${JSON.stringify(table)}\n${attempts}`)))
  })

  test('numbers that are refused are refused as meant', () => {
    for (const [name, [, , expected]] of Object.entries(numbers)) expect([name, tried[name]]).toEqual([name, expected])
  })

  test('no namespace, mount, root or identity can be changed', () => {
    for (const name of ['user', 'net', 'mount', 'pid', 'ipc', 'uts', 'cgroup', 'time'])
      expect(tried[`unshare ${name}`]).toBe('EPERM')
    for (const name of ['mount', 'umount', 'chroot', 'setns', 'personality', 'syslog'])
      expect([name, tried[name]]).toEqual([name, 'EPERM'])
    expect(tried['setuid']).toMatch(/EPERM|EINVAL/)
    expect(tried['device']).toBe('EPERM')
    expect(tried['settimeofday']).toBe('EPERM')
  })

  test('no socket of any family can be made, and stdout tells nothing about the machine', () => {
    for (const name of ['inet', 'inet6', 'unix', 'netlink', 'packet', 'vsock', 'alg'])
      expect([name, tried[`socket ${name}`]]).toEqual([name, 'EACCES'])
    expect(tried['socketpair stream']).toBe('done')
    expect(tried['socketpair datagram']).toBe('EACCES')
    expect(tried['interfaces through stdout']).toBe('EPERM')
    expect(tried['network namespace through stdout']).toBe('EPERM')
    expect(tried['who reads stdout']).toBe('EACCES')
    expect(tried['handle of who reads stdout']).toBe('EACCES')
  })

  test('memory that no limit counts cannot be had', () => {
    expect(tried['shared anonymous memory']).toBe('EPERM')
    expect(tried['shmget']).toBe('EPERM')
    expect(tried['private memory']).toBe('done')
  })

  test('limits and priority cannot be raised, other processes not touched, the terminal not typed into', () => {
    for (const name of ['raise the process limit', 'raise memory limit', 'nice', 'lease'])
      expect([name, tried[name]]).not.toEqual([name, 'done'])
    for (const name of ['ptrace', 'TIOCSTI', 'TIOCLINUX']) expect([name, tried[name]]).toEqual([name, 'EPERM'])
    for (const name of ['memory of the first process', 'own memory file', 'follow the first process out', 'its working folder']) {
      expect([name, tried[name]]).not.toEqual([name, 'done'])
    }
  })
})

test.runIf(x64)('a call in 32-bit mode ends the process', async () => {
  const sandbox = await testSandbox()
  const source = `
import ctypes, mmap
code = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
code.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
print('came back')
`
  const result = await sandbox.run(pythonJob(source))
  expect(result.end.kind).toBe('signalled')
  expect(result.stdout).toBe('')
})

describe('a unix socket of the machine inside a mounted folder', () => {
  let server: Server
  let folder = ''
  let connections = 0
  beforeAll(async () => {
    folder = folderWith({ 'a.txt': 'a' })
    server = createServer(() => connections++)
    await new Promise<void>(resolve => server.listen(path.join(folder, 'service.sock'), resolve))
  })
  afterAll(() => server.close())

  test('cannot be connected to by path', async () => {
    const sandbox = await testSandbox()
    const source = `
import os, socket
print(os.path.exists('/src/service.sock'))
s = socket.socket(socket.AF_UNIX)
s.connect('/src/service.sock')
`
    const result = await sandbox.run(pythonJob(source, { mounts: [{ host: folder, box: '/src' }] }))
    expect(result.stdout).toBe('True\n')
    expect(result.end).toEqual({ kind: 'exited', code: 1 })
    expect(connections).toBe(0)
  })
})
