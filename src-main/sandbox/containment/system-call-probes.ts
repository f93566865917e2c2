/**
 * What the system call filter alone stops. Everything here is reached by a program without any right, in user, mount and network
 * namespaces of its own: what namespaces stop as well would prove nothing about the filter. From Python, which reaches the kernel
 * without a compiler.
 */
import type { ProbeSet } from './probe.ts'

const withoutFilter = { name: 'system call filter', withoutFilter: true } as const

const prelude = `
import fcntl, mmap, socket
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
buffer = ctypes.create_string_buffer(65536)
X64 = os.uname().machine == 'x86_64'
def call(x64, arm64, *args):
    ctypes.set_errno(0)
    done = libc.syscall(ctypes.c_long(x64 if X64 else arm64), *[ctypes.c_long(a) if isinstance(a, int) else a for a in args])
    if done == -1: raise OSError(ctypes.get_errno(), '')
    return True
def reaches(x64, arm64, *args):
    # The kernel looks at the arguments: the call exists for this program.
    try: return call(x64, arm64, *args)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EPERM, errno.EACCES): raise
        return True
def file(): return os.open('/box/file', os.O_RDWR | os.O_CREAT, 0o600)
def pipe():
    ends = os.pipe(); os.write(ends[1], b'x'); return ends
def iovec(): return (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
def peer(option):
    size = ctypes.c_int(12); ctypes.set_errno(0)
    if libc.getsockopt(1, 1, option, buffer, ctypes.byref(size)) == -1: raise OSError(ctypes.get_errno(), '')
    return True
def mapped(flags):
    ctypes.set_errno(0)
    got = libc.mmap(None, 1 << 20, 3, flags, -1, 0)
    if got in (None, ctypes.c_void_p(-1).value): raise OSError(ctypes.get_errno(), '')
    return True
me = os.getpid()
`

export const systemCallProbes: readonly ProbeSet[] = [
  {
    group: 'network and other processes by socket',
    weakening: withoutFilter,
    runtime: 'python',
    prelude,
    probes: {
      'a socket for the network': 'socket.socket(socket.AF_INET, socket.SOCK_STREAM).fileno()',
      'a socket by path': 'socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).fileno()',
      'a socket to the kernel (netlink)': 'socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).fileno()',
      'a pair that passes datagrams': 'socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].fileno()',
      'a name for a connected socket': 'socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)[0].bind("\\0probe") is None',
      'options of the socket that carries stdout': 'call(54, 208, 1, 1, 7, ctypes.byref(ctypes.c_int(4096)), 4)',
      'the interfaces through stdout': 'len(fcntl.ioctl(1, 0x8912, bytes(16))) == 16',
      'who reads stdout': 'peer(17)',
    },
  },
  {
    group: 'memory that no limit counts',
    weakening: withoutFilter,
    runtime: 'python',
    prelude,
    probes: {
      'a file in memory': 'os.memfd_create("probe")',
      'shared memory of System V': 'call(29, 194, 0, 4096, 0o1600)',
      'shared memory without a file': 'mapped(0x21)',
      'semaphores of System V': 'call(64, 190, 0, 1, 0o1600)',
      'messages of System V': 'call(68, 186, 0, 0o1600)',
      'a queue of messages by name': 'reaches(240, 180, b"probe", 0o102, 0o600, None)',
      'pages moved into a pipe': 'call(278, 75, pipe()[1], iovec(), 1, 0)',
      'a file spliced into a pipe': 'reaches(275, 76, file(), None, pipe()[1], None, 1, 0)',
      'a pipe doubled': 'call(276, 77, pipe()[0], os.pipe()[1], 1, 0)',
      'a file mapped in another order': 'reaches(216, 234, 0, 4096, 0, 0, 0)',
    },
  },
  {
    group: 'other processes and the kernel',
    weakening: withoutFilter,
    runtime: 'python',
    prelude,
    probes: {
      'being traced': 'call(101, 117, 0, 0, 0, 0)',
      'memory read from another process': 'call(310, 270, me, iovec(), 1, iovec(), 1, 0)',
      'memory written into another process': 'call(311, 271, me, iovec(), 1, iovec(), 1, 0)',
      'two processes compared': 'reaches(312, 272, me, me, 0, 0, 0)',
      'a descriptor taken from another process': 'reaches(438, 438, os.pidfd_open(me), 0, 0)',
      'advice about the memory of others': 'reaches(440, 440, -1, iovec(), 1, 4, 0)',
      'memory of a dying process reaped': 'reaches(448, 448, -1, 0)',
      'page faults handled by the program': 'call(323, 282, 1)',
      'input and output by ring': 'call(425, 425, 1, buffer)',
      'input and output by queue': 'call(206, 0, 1, ctypes.byref(ctypes.c_ulong(0)))',
      'a process with chosen namespaces (clone3)': 'reaches(435, 435, buffer, 0)',
      'namespaces left': 'call(272, 97, 0)',
      'a filter of its own': 'call(317, 277, 2, 0, ctypes.byref(ctypes.c_uint(0x7fff0000)))',
      'a mount as an object': 'call(428, 428, -100, b"/box", 0)',
      'a handle for a file': 'reaches(303, 264, -100, b"/box", buffer, ctypes.byref(ctypes.c_int(0)), 0)',
      'file events': 'call(300, 262, 0x200, 0)',
      'a lease on a file': 'fcntl.fcntl(os.open("/box/leased", os.O_RDONLY | os.O_CREAT), 1024, 0)',
      'signals for a folder': 'fcntl.fcntl(os.open("/box", os.O_RDONLY), 1026, 1)',
      'a named pipe': 'os.mkfifo("/box/pipe") is None',
      'a call nobody has looked at': 'reaches(457, 457, 0, 0, 0, 0)',
    },
  },
  {
    group: 'keys, clocks, scheduling',
    weakening: withoutFilter,
    runtime: 'python',
    prelude,
    probes: {
      'a key added': 'call(248, 217, b"user", b"probe", b"x", 1, -2)',
      'a keyring looked at': 'reaches(250, 219, 0, -3, 1)',
      'a key asked for': 'reaches(249, 218, b"user", b"none", None, -2)',
      'a core limit of 0, for which crash handlers start': '__import__("resource").setrlimit(4, (0, 0)) is None',
      'the clock looked into': 'reaches(159, 171, buffer)',
      'another clock adjusted': 'reaches(305, 266, 0, buffer)',
      'addresses that are not random': 'call(135, 92, 0x0040000)',
      'another priority for the disk': 'call(251, 30, 1, 0, (2 << 13) | 7)',
      'a processor chosen': 'call(203, 122, 0, 8, ctypes.byref(ctypes.c_ulong(0xffffffff)))',
      'another scheduler': 'call(144, 119, 0, 5, ctypes.byref(ctypes.c_int(0)))',
      'a memory node chosen': 'reaches(238, 237, 0, None, 0)',
      'memory moved between nodes': 'reaches(279, 239, 0, 0, None, None, None, 0)',
      'all disks written back': 'call(162, 81)',
      'one disk written back': 'call(306, 267, os.open("/box", os.O_RDONLY))',
    },
  },
  ...(process.arch === 'x64'
    ? [
        {
          group: 'other processes and the kernel',
          weakening: withoutFilter,
          runtime: 'python' as const,
          prelude: `${prelude}
code = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
code.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')
`,
          probes: {
            'a call in 32-bit mode': 'ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()',
          },
        },
        {
          group: 'other processes and the kernel',
          weakening: withoutFilter,
          runtime: 'python' as const,
          prelude,
          probes: {
            'a segment of the processor': 'call(154, 0, 0, buffer, 64)',
            'kinds of file systems': 'call(139, 0, 3)',
          },
        },
      ]
    : []),
]
