/** The box for test suites: what it may do beside the plain one, and that nothing else gave way. */
import { describe, expect, test } from 'vitest'
import { folderWith, nodeJob, printed, testSandbox } from './box-for-tests.ts'
import type { Suite } from './sandbox.ts'

const suite: Suite = { folder: '/src', folderBytes: 8 << 20, timeZone: 'Asia/Tokyo', locale: 'de_DE.UTF-8' }
const say = 'const say = value => console.log(JSON.stringify(value));'

describe('a box for test suites', () => {
  test('is proved apart', async () => {
    const checks = await (await testSandbox()).suiteChecks()
    expect(checks.filter(check => !check.held)).toEqual([])
    expect(checks.map(check => check.name)).toContain('loopback')
  })

  test('has TCP of its own under its usual names, and nothing beyond', async () => {
    const source = `${say}
      const net = require('net'), dgram = require('dgram')
      const reach = where => new Promise(done => { const socket = net.connect(where, () => done('connected')); socket.on('error', error => done(error.code)) })
      const server = net.createServer(socket => socket.end('hello')).listen(0, async () => {
        const { port } = server.address()
        const told = await new Promise(done => { let all = ''; net.connect({ host: 'localhost', port }).setNoDelay().on('data', data => (all += data)).on('end', () => done(all)) })
        const six = await reach({ host: '::1', port })
        const away = await reach({ host: '8.8.8.8', port: 53 })
        const machine = await reach({ host: 'example.org', port: 80 })
        const path = await reach({ path: '/tmp/x.sock' })
        const unix = await new Promise(done => net.createServer().on('error', error => done(error.code)).listen('/tmp/y.sock', () => done('listening')))
        const datagram = await new Promise(done => { try { dgram.createSocket('udp4').on('error', error => done(error.code)).bind(0, () => done('bound')) } catch (error) { done(error.code) } })
        say({ told, six, away, machine, path, unix, datagram })
        process.exit(0)
      })`
    const result = printed(await (await testSandbox()).run(nodeJob(source, { suite })))
    expect(result).toMatchObject({ told: 'hello', away: 'ENETUNREACH', path: 'EACCES', unix: 'EACCES', datagram: 'EACCES' })
    expect(['connected', 'ECONNREFUSED', 'EADDRNOTAVAIL']).toContain(result['six'])
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(result['machine'])
  })

  test('writes into its folder up to its size, and not into what the folder is made from', async () => {
    const source = `${say}
      const fs = require('fs')
      const attempt = action => { try { action(); return 'done' } catch (error) { return error.code } }
      say({
        copy: attempt(() => fs.cpSync('/copy', '/src', { recursive: true })),
        write: attempt(() => fs.writeFileSync('/src/a.txt', 'changed')),
        kept: fs.readFileSync('/copy/a.txt', 'utf8'),
        original: attempt(() => fs.writeFileSync('/copy/a.txt', 'changed')),
        root: attempt(() => fs.writeFileSync('/x', '')),
        large: attempt(() => fs.writeFileSync('/src/large', Buffer.alloc(9 << 20))),
        temporary: attempt(() => fs.writeFileSync('/tmp/large', Buffer.alloc(20 << 20))),
      })`
    const mounts = [{ host: folderWith({ 'a.txt': 'original' }), box: '/copy' }]
    expect(printed(await (await testSandbox()).run(nodeJob(source, { suite, mounts })))).toEqual({
      copy: 'done', write: 'done', kept: 'original', original: 'EROFS', root: 'EROFS', large: 'ENOSPC', temporary: 'done',
    }) // prettier-ignore
  })

  test('has the zone and the locale of the operator', async () => {
    const source = `${say} say({ zone: new Date(0).getHours(), number: (1234.5).toLocaleString(), secrets: Object.keys(process.env).sort() })`
    expect(printed(await (await testSandbox()).run(nodeJob(source, { suite })))).toMatchObject({ zone: 9, number: '1.234,5' })
  })

  test('starts programs by their first line, a shell and find, and no other program of the system', async () => {
    const source = `${say}
      const fs = require('fs'), { execFileSync, execSync, spawnSync } = require('child_process')
      fs.writeFileSync('/src/tool', '#!/usr/bin/env node\\nconsole.log("ran " + process.argv[2])', { mode: 0o755 })
      say({
        tool: execFileSync('/src/tool', ['well'], { encoding: 'utf8' }).trim(),
        shell: execSync('node -p 1+1 && echo "$PWD"', { encoding: 'utf8', cwd: '/src' }).split('\\n'),
        found: execFileSync('find', ['/src', '-name', 'to*'], { encoding: 'utf8' }).trim(),
        other: spawnSync('/usr/bin/cat', ['/src/tool']).error.code,
        system: fs.readdirSync('/usr/bin').sort().join(),
      })`
    expect(printed(await (await testSandbox()).run(nodeJob(source, { suite })))).toEqual({
      tool: 'ran well', shell: ['2', '/src', ''], found: '/src/tool', other: 'ENOENT', system: 'env,find',
    }) // prettier-ignore
  })

  test('is alone in having them', async () => {
    const source = `${say} const { spawnSync } = require('child_process'); say({ sh: spawnSync('/bin/sh', ['-c', 'true']).error.code, path: process.env.PATH })`
    expect(printed(await (await testSandbox()).run(nodeJob(source)))).toEqual({ sh: 'ENOENT', path: '/opt/rt/bin' })
  })

  test('ends at too many connections', async () => {
    const source = `const net = require('net'); const server = net.createServer(() => {}).listen(0, () => { for (let n = 0; n < 400; n++) net.connect(server.address().port) })`
    const { end } = await (await testSandbox()).run(nodeJob(source, { suite, limits: { wallMs: 20_000 } }))
    expect(end).toEqual({ kind: 'limit', limit: 'memory' })
  })

  test.each([
    { folder: '/etc' },
    { folder: '/src/../etc' },
    { folder: '/box' },
    { timeZone: '../../etc/passwd' },
    { locale: 'x y' },
    { folderBytes: 0 },
  ])('cannot be asked for %j', async more => {
    const { end } = await (await testSandbox()).run(nodeJob('0', { suite: { ...suite, ...more } }))
    expect(end.kind).toBe('not-started')
  })

  test('is never one with a guise', async () => {
    const guise = { hostName: 'web', user: 'web', home: '/srv/web' }
    const { end } = await (await testSandbox()).run(nodeJob('0', { suite, guise }))
    expect(end.kind).toBe('not-started')
  })
})
