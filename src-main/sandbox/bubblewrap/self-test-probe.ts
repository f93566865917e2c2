/**
 * What the self-test runs inside the box. It only looks and reports; the judgement is made outside. Its source text is
 * sent into the box, so it must stand alone: no imports, nothing from around it.
 */
export interface ProbeInput {
  /** A file of ours that anyone may read outside. */
  readonly secretPath: string
  readonly unshare: string
}

export interface ProbeReport {
  readonly environment: readonly string[]
  readonly firstEnvironment: string
  readonly descriptors: readonly string[]
  readonly unixSocket: string
  readonly networkSocket: string
  readonly outsideSocket: string
  readonly datagramSocket: string
  readonly listener: string
  readonly unshareStarts: boolean
  readonly unshareUser: string
  readonly status: string
  readonly firstStatus: string
  readonly writes: Readonly<Record<string, string>>
  readonly processes: readonly string[]
  readonly processId: number
  readonly limits: string
  readonly secrets: Readonly<Record<string, string>>
  readonly namespaces: Readonly<Record<string, string>>
  readonly interfaces: string
  readonly terminal: string
}

export function probe(): void {
  const fs = process.getBuiltinModule('node:fs')
  const net = process.getBuiltinModule('node:net')
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- nothing around this function exists in the box
  const attempt = (action: () => unknown): string => {
    try {
      return String(action() ?? 'done')
    } catch (error) {
      return (error as { code?: string }).code ?? String(error)
    }
  }
  const read = (file: string): string => attempt(() => fs.readFileSync(file, 'utf8'))
  const connect = (where: object): Promise<string> =>
    new Promise(resolve => {
      try {
        const socket = net.connect(where as { port: number }, () => resolve('connected'))
        socket.once('error', error => resolve((error as { code?: string }).code ?? error.message))
      } catch (error) {
        resolve((error as { code?: string }).code ?? String(error))
      }
    })

  // oxlint-disable-next-line unicorn/consistent-function-scoping -- nothing around this function exists in the box
  const datagram = (): Promise<string> =>
    new Promise(resolve => {
      try {
        const socket = process.getBuiltinModule('node:dgram').createSocket('udp4')
        socket.once('error', error => resolve((error as { code?: string }).code ?? error.message))
        socket.bind(0, '127.0.0.1', () => resolve('bound'))
        socket.unref()
      } catch (error) {
        resolve((error as { code?: string }).code ?? String(error))
      }
    })
  const listen = (): Promise<string> =>
    new Promise(resolve => {
      const server = net.createServer()
      server.once('error', error => resolve((error as { code?: string }).code ?? error.message))
      server.listen(0, '127.0.0.1', () => resolve('listening'))
      server.unref()
    })

  // First of all: what is open before this program opens anything.
  const descriptors = fs.readdirSync('/proc/self/fd').map(fd => `${fd} ${attempt(() => fs.readlinkSync(`/proc/self/fd/${fd}`))}`)
  const line = Buffer.alloc(65_536)
  let length = 0
  while (!line.subarray(0, length).includes(10)) {
    const count = fs.readSync(8, line, length, line.length - length, null)
    if (count === 0) return
    length += count
  }
  const request = JSON.parse(line.toString('utf8', 0, length)) as { n: string; p: ProbeInput }
  const { secretPath, unshare } = request.p

  void Promise.all([
    connect({ path: '/run/none.sock' }),
    connect({ host: '127.0.0.1', port: 9 }),
    connect({ host: '192.0.2.1', port: 9 }),
    datagram(),
    listen(),
  ]).then(([unixSocket, networkSocket, outsideSocket, datagramSocket, listener]) => {
    const user = spawnSync(unshare, ['--user', unshare, '--version'], { encoding: 'utf8' })
    const report: ProbeReport = {
      environment: Object.keys(process.env),
      firstEnvironment: read('/proc/1/environ'),
      descriptors,
      unixSocket,
      networkSocket,
      outsideSocket,
      datagramSocket,
      listener,
      unshareStarts: spawnSync(unshare, ['--version']).status === 0,
      unshareUser: user.status === 0 ? 'done' : `${user.error?.message ?? user.stderr}`.trim(),
      status: read('/proc/self/status'),
      firstStatus: read('/proc/1/status'),
      writes: Object.fromEntries(
        ['/', '/etc/', '/dev/', '/opt/rt/bin/', '/proc/sys/kernel/', '/box/', '/tmp/', '/src/', '/copy/'].map(folder => [
          folder,
          attempt(() => fs.writeFileSync(`${folder}asis-probe`, '')),
        ]),
      ),
      processes: fs.readdirSync('/proc').filter(name => /^\d+$/.test(name)),
      processId: process.pid,
      limits: read('/proc/self/limits'),
      secrets: Object.fromEntries(
        [secretPath, '/etc/shadow', '/root', '/home', '/var', '/sys', '/run'].map(path => [
          path,
          attempt(() => fs.statSync(path).mode),
        ]),
      ),
      namespaces: Object.fromEntries(
        ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'].map(name => [
          name,
          attempt(() => fs.readlinkSync(`/proc/self/ns/${name}`)),
        ]),
      ),
      interfaces: read('/proc/net/dev'),
      terminal: attempt(() => fs.openSync('/dev/tty', 'r')),
    }
    fs.writeSync(9, `${JSON.stringify({ n: request.n, p: report })}\n`)
    // Stays until it is told to leave: it is looked at from outside meanwhile.
    fs.readSync(8, Buffer.alloc(1))
  })
}
