/** A box that does not call itself one has the same walls. */
import { beforeAll, expect, test } from 'vitest'
import { folderWith, nodeJob, printed, testSandbox } from './box-for-tests.ts'
import type { Job, Sandbox } from './sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox()
})

const guise = { hostName: 'desk-3', user: 'ada', home: '/home/ada' }
const run = async (tries: Readonly<Record<string, string>>, more: Partial<Job> = {}) => {
  const source = `const fs = require('fs'), os = require('os'), cp = require('child_process'), out = {}
const attempt = (name, action) => { try { out[name] = action() ?? 'done' } catch (error) { out[name] = error.code ?? String(error) } }
${Object.entries(tries).map(([name, code]) => `attempt(${JSON.stringify(name)}, () => (${code}))`).join('\n')}
console.log(JSON.stringify(out))` // prettier-ignore
  return printed(await sandbox.run(nodeJob(source, { guise, forbidChildren: true, ...more })))
}

test('it bears the names it was given, and shows no permission model', async () => {
  const seen = await run({
    host: 'os.hostname()',
    user: 'os.userInfo().username',
    home: 'os.homedir()',
    folder: 'process.cwd()',
    runtime: 'process.execPath',
    permission: `'permission' in process`,
    box: `fs.existsSync('/box')`,
  })
  expect(seen).toEqual({
    host: 'desk-3',
    user: 'ada',
    home: '/home/ada',
    folder: '/home/ada',
    runtime: '/usr/local/bin/node',
    permission: false,
    box: false,
  })
})

test('the home can be written, the project in it and everything else cannot', async () => {
  const mounts = [{ host: folderWith({ 'a.txt': 'a' }), box: '/home/ada/shop' }]
  const seen = await run(
    {
      home: `fs.writeFileSync('/home/ada/note', 'x')`,
      project: `fs.writeFileSync('/home/ada/shop/b.txt', 'x')`,
      change: `fs.writeFileSync('/home/ada/shop/a.txt', 'x')`,
      other: `fs.mkdirSync('/home/eve')`,
      root: `fs.writeFileSync('/x', 'x')`,
      runtime: `fs.appendFileSync(process.execPath, 'x')`,
      shell: `cp.spawnSync('/bin/sh').error.code`,
    },
    { mounts },
  )
  expect(seen).toMatchObject({
    home: 'done',
    project: 'EROFS',
    change: 'EROFS',
    other: 'EROFS',
    root: 'EROFS',
    shell: 'ENOENT',
  })
  expect(['EROFS', 'ETXTBSY', 'EACCES']).toContain(seen['runtime'])
})

test('a name that is none is refused', async () => {
  for (const wrong of [{ home: '/etc/x' }, { home: '/home/../etc' }, { hostName: 'a b' }, { user: 'a:0:0' }, { user: 'x\ny' }]) {
    const { end } = await sandbox.run(nodeJob('0', { guise: { ...guise, ...wrong } }))
    expect(end.kind).toBe('not-started')
  }
})
