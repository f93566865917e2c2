/** What a job sees of the machine: nothing that was not mounted, nothing of the operator, nothing it can change. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderWith, nodeJob, printed, pythonJob, testSandbox } from './box-for-tests.ts'
import type { Sandbox } from './sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox()
})

/** Runs `tries` (name to expression) in one box; each gives the value, or the error's code. */
async function attempts(
  tries: Readonly<Record<string, string>>,
  mounts: { host: string; box: string }[] = [],
): Promise<Record<string, unknown>> {
  const source = `
const fs = require('fs'), cp = require('child_process'), os = require('os'), out = {}
const attempt = (name, action) => { try { out[name] = action() ?? 'done' } catch (error) { out[name] = error.code ?? String(error) } }
${Object.entries(tries).map(([name, code]) => `attempt(${JSON.stringify(name)}, () => (${code}))`).join('\n')}
console.log(JSON.stringify(out))` // prettier-ignore
  return printed(await sandbox.run(nodeJob(source, { mounts })))
}

describe('the environment', () => {
  test('of the operator reaches neither the job nor anything the job can read', async () => {
    process.env['ASIS_TEST_SECRET'] = 'hunter2'
    const seen = await attempts({
      own: 'Object.keys(process.env).sort()',
      first: `fs.readFileSync('/proc/1/environ', 'latin1')`,
      second: `fs.readFileSync('/proc/2/environ', 'latin1')`,
      command: `fs.readFileSync('/proc/1/cmdline', 'latin1')`,
      user: 'os.userInfo().username + os.hostname() + os.homedir()',
      names: `fs.readFileSync('/etc/passwd', 'utf8') + fs.readFileSync('/etc/group', 'utf8')`,
    })
    delete process.env['ASIS_TEST_SECRET']
    expect(seen['own']).toEqual(['HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR', 'TZ'])
    expect(seen['first']).toBe('')
    expect(JSON.stringify(seen)).not.toMatch(/hunter2|ASIS_TEST/)
    expect(seen['command']).not.toContain(process.cwd())
    expect(seen['user']).toBe('sandboxsandbox/box')
    expect(seen['names']).not.toContain(`${userInfo().username}:`)
  })

  test('holds what the job asked for', async () => {
    const result = await sandbox.run(
      nodeJob('console.log(JSON.stringify([process.env.MODE, process.cwd(), new Date(0).getHours()]))', { env: { MODE: 'a b' } }),
    )
    expect(printed(result)).toEqual(['a b', '/box', 0])
  })
})

describe('files', () => {
  test('of the machine are not there, wherever they lie', async () => {
    const secret = folderWith({ key: 'secret' })
    const places = [
      '/etc/shadow',
      '/etc/hosts',
      '/etc/ssl',
      '/root',
      '/home',
      '/var',
      '/usr/bin',
      '/bin',
      '/sys',
      '/run',
      '/boot',
      '/mnt',
      homedir(),
      path.join(homedir(), '.ssh'),
      process.cwd(),
      secret,
      path.join(secret, 'key'),
    ]
    const seen = await attempts({
      ...Object.fromEntries(places.map(place => [place, `fs.statSync(${JSON.stringify(place)}).mode`])),
      root: `fs.readdirSync('/').sort()`,
      temporary: `fs.readdirSync('/tmp')`,
      upwards: `fs.readdirSync('/box/../../../..').length`,
      devices: `fs.readdirSync('/dev').sort()`,
      shells: `cp.spawnSync('/bin/sh', ['-c', 'id']).error.code`,
      throughFirst: `fs.readdirSync('/proc/1/root')`,
    })
    for (const place of places) expect([place, seen[place]]).toEqual([place, 'ENOENT'])
    expect(seen['root']).toEqual(
      ['box', 'dev', 'etc', 'lib', 'lib64', 'opt', 'proc', 'tmp'].filter(name => name !== 'lib64' || existsSync('/lib64')),
    )
    expect(seen['temporary']).toEqual([])
    expect(seen['devices']).toEqual(['fd', 'null', 'random', 'shm', 'stderr', 'stdin', 'stdout', 'urandom'])
    expect(seen['shells']).toBe('ENOENT')
  })

  test('can be written in /box, /tmp and /dev/shm only', async () => {
    const folder = folderWith({ 'a.js': 'original' })
    const writes = [
      '/x',
      '/etc/x',
      '/etc/passwd',
      '/dev/x',
      '/opt/rt/bin/node',
      '/lib/x',
      '/src/a.js',
      '/src/new.js',
      '/proc/self/oom_score_adj',
      '/proc/sys/kernel/hostname',
      '/proc/1/comm',
    ]
    const seen = await attempts(
      {
        ...Object.fromEntries(writes.map(file => [file, `fs.writeFileSync(${JSON.stringify(file)}, 'x')`])),
        mode: `fs.chmodSync('/src/a.js', 0o777)`,
        times: `fs.utimesSync('/src/a.js', 1, 1)`,
        rename: `fs.renameSync('/src/a.js', '/src/b.js')`,
        remove: `fs.rmSync('/src/a.js')`,
        hardLink: `fs.linkSync('/src/a.js', '/box/a.js')`,
        '/box/x': `fs.writeFileSync('/box/x', 'x')`,
        '/tmp/x': `fs.writeFileSync('/tmp/x', 'x')`,
        '/dev/shm/x': `fs.writeFileSync('/dev/shm/x', 'x')`,
      },
      [{ host: folder, box: '/src' }],
    )
    for (const file of [...writes, 'mode', 'times', 'rename', 'remove']) expect([file, seen[file]]).not.toEqual([file, 'done'])
    expect(seen['hardLink']).toBe('EXDEV')
    for (const file of ['/box/x', '/tmp/x', '/dev/shm/x']) expect([file, seen[file]]).toEqual([file, 'done'])
    expect(readFileSync(path.join(folder, 'a.js'), 'utf8')).toBe('original')
    expect(readdirSync(folder)).toEqual(['a.js'])
  })

  test('behind a link in a mounted folder stay outside, and nothing written in one box is found in the next', async () => {
    const folder = folderWith({ 'a.js': '' })
    symlinkSync('/etc/passwd', path.join(folder, 'passwd'))
    symlinkSync(homedir(), path.join(folder, 'home'))
    const mounts = [{ host: folder, box: '/src' }]
    const seen = await attempts(
      {
        file: `fs.readFileSync('/src/passwd', 'utf8')`,
        folder: `fs.readdirSync('/src/home')`,
        plant: `fs.symlinkSync('/etc', '/box/etc')`,
      },
      mounts,
    )
    expect(seen['file']).toBe('sandbox:x:1000:1000:sandbox:/box:/nonexistent\n')
    expect(seen['folder']).toBe('ENOENT')
    expect((await attempts({ box: `fs.readdirSync('/box')` }, mounts))['box']).toEqual([])
  })

  test('of the kernel that tell about the machine are covered', async () => {
    const files = ['cmdline', 'keys', 'kallsyms', 'timer_list', 'kcore'].filter(name => existsSync(`/proc/${name}`))
    const seen = await attempts(Object.fromEntries(files.map(name => [name, `fs.readFileSync('/proc/${name}', 'utf8')`])))
    for (const name of files) expect([name, seen[name]]).toEqual([name, 'EACCES'])
  })
})

describe('processes', () => {
  test('of the machine are not seen and not reached', async () => {
    const seen = await attempts({
      list: `fs.readdirSync('/proc').filter(name => /^\\d+$/.test(name))`,
      ours: `process.kill(${process.pid}, 0)`,
      parent: `process.kill(process.ppid, 'SIGKILL')`,
      self: 'process.pid',
    })
    expect(seen['list']).toEqual(['1', '2'])
    expect(seen['ours']).toBe('ESRCH')
    expect(seen['self']).toBe(2)
  })

  test('with children forbidden neither children nor workers can be started', async () => {
    const source = `
const out = {}
try { require('child_process').spawnSync(process.execPath, ['-e', '0']); out.child = 'done' } catch (error) { out.child = error.code }
try { new (require('worker_threads').Worker)('0', { eval: true }); out.worker = 'done' } catch (error) { out.worker = error.code }
try { process.execve(process.execPath, ['node', '-e', '0'], {}); out.execve = 'done' } catch (error) { out.execve = error.code }
console.log(JSON.stringify(out))`
    expect(printed(await sandbox.run(nodeJob(source, { forbidChildren: true })))).toEqual({
      child: 'ERR_ACCESS_DENIED',
      worker: 'ERR_ACCESS_DENIED',
      execve: 'ERR_ACCESS_DENIED',
    })
    const fork = await sandbox.run(pythonJob('import os\nos.fork()\nprint("forked")', { forbidChildren: true }))
    expect(fork.stdout).toBe('')
    expect(fork.end).toEqual({ kind: 'limit', limit: 'processes' })
  })
})

test('a descriptor that our own process leaks without O_CLOEXEC does not arrive in the box', () => {
  const folder = folderWith({ secret: 'leaked' })
  const script = path.join(folder, 'leak.ts')
  const here = path.resolve(import.meta.dirname, 'open-sandbox.ts')
  writeFileSync(
    script,
    `import { openSandbox } from ${JSON.stringify(here)}
const sandbox = await openSandbox({ nodePath: process.execPath })
if (!('run' in sandbox)) throw new Error(sandbox.message)
const look = "const fs = require('fs'); for (const fd of [3, 5, 7, 8, 9, 17, 27]) try { console.log(fd, fs.readlinkSync('/proc/self/fd/' + fd)) } catch {}"
console.log((await sandbox.run({ runtime: 'node', argv: ['-e', look], mounts: [] })).stdout)
`,
  )
  const secret = path.join(folder, 'secret')
  const shell = `exec 5<"$1" 7<"$1" 9<"$1" 17<"$1" 27<"$1"; exec "$2" "$3"`
  const ran = spawnSync('/bin/bash', ['-c', shell, 'bash', secret, process.execPath, script], { encoding: 'utf8' })
  expect(ran.stderr).toBe('')
  expect(ran.stdout).toContain('anon_inode')
  expect(ran.stdout).not.toContain(folder)
})

test('a project under folders that only root may enter, with files that only root may read, can be used', async () => {
  const closed = mkdtempSync(path.join(tmpdir(), 'asis-closed-'))
  const project = path.join(closed, 'a project')
  mkdirSync(project, { mode: 0o755 })
  writeFileSync(path.join(project, 'open.txt'), 'open', { mode: 0o644 })
  const secretive = path.join(closed, 'umask 077')
  mkdirSync(path.join(secretive, 'deep'), { recursive: true, mode: 0o700 })
  writeFileSync(path.join(secretive, 'deep', 'file.txt'), 'closed', { mode: 0o600 })
  chmodSync(closed, 0o700)
  const job = nodeJob(
    `const fs=require('fs');console.log(JSON.stringify([fs.readFileSync('/a/open.txt','utf8'),fs.readFileSync('/b/deep/file.txt','utf8')]))`,
    {
      mounts: [
        { host: project, box: '/a' },
        { host: secretive, box: '/b' },
      ],
    },
  )
  expect(printed(await sandbox.run(job))).toEqual(['open', 'closed'])
  writeFileSync(path.join(secretive, 'deep', 'file.txt'), 'changed')
  expect(printed(await sandbox.run(job))).toEqual(['open', 'changed'])
  rmSync(closed, { recursive: true })
})
