/** What the operator is told when this machine cannot contain anything, and what the self-test reports when it can. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { readSetting, type ReadSetting } from './bubblewrap/explain-failure.ts'
import { folderWith, nodeJob, testSandbox } from './box-for-tests.ts'
import { openSandbox, type SandboxOptions } from './open-sandbox.ts'

async function refusal(options: Partial<SandboxOptions>): Promise<Refused> {
  const opened = await openSandbox({ nodePath: process.execPath, ...options })
  if (!isRefused(opened)) throw new Error('opened')
  expect(opened.code).toBe('no-isolation')
  expect(opened.message).toContain('Nothing was run and nothing was changed.')
  expect(opened.message).not.toContain('\n')
  return opened
}

/** A bwrap that says this version and fails with this message. */
function fakeBwrap(version: string, message: string): string[] {
  const folder = folderWith({
    bwrap: `#!/bin/bash\nif [[ $1 == --version ]]; then echo 'bubblewrap ${version}'; exit; fi\necho '${message}' >&2\nexit 1\n`,
  })
  chmodSync(path.join(folder, 'bwrap'), 0o755)
  return [folder, '/usr/bin', '/bin']
}

const settings =
  (values: Readonly<Record<string, string>>): ReadSetting =>
  file =>
    values[path.basename(file)] ?? (file === '/proc/self/status' ? readSetting(file) : undefined)

describe('without a box nothing runs, and the message names the missing piece:', () => {
  test('bubblewrap is not installed', async () => {
    const refused = await refusal({ toolFolders: [folderWith({})] })
    expect(refused.message).toContain('bubblewrap, which is not installed')
    expect(refused.next).toBe('Install it: sudo apt-get install bubblewrap')
  })

  test('bubblewrap is too old', async () => {
    const refused = await refusal({ toolFolders: fakeBwrap('0.6.1', '') })
    expect(refused.message).toContain('0.8.0 or newer')
    expect(refused.message).toContain('is 0.6.1')
    expect(refused.next).toContain('sudo apt-get update && sudo apt-get install --only-upgrade bubblewrap')
  })

  test('something else than bubblewrap answers to its name', async () => {
    const folder = folderWith({ bwrap: '#!/bin/bash\nexit 1\n' })
    chmodSync(path.join(folder, 'bwrap'), 0o755)
    expect((await refusal({ toolFolders: [folder] })).message).toContain('does not tell its version')
  })

  test('a helper is missing', async () => {
    const folder = folderWith({})
    for (const name of ['bwrap', 'bash', 'setpriv', 'unshare', 'mount', 'ldd'])
      symlinkSync(`/usr/bin/${name}`, path.join(folder, name))
    const refused = await refusal({ toolFolders: [folder] })
    expect(refused.message).toContain('the program prlimit')
    expect(refused.next).toBe('Install it: sudo apt-get install util-linux')
  })

  test('AppArmor blocks user namespaces', async () => {
    const tools = fakeBwrap('0.9.0', 'bwrap: setting up uid map: Permission denied')
    const refused = await refusal({ toolFolders: tools, readSetting: settings({ apparmor_restrict_unprivileged_userns: '1' }) })
    expect(refused.message).toContain('AppArmor')
    expect(refused.next).toContain('/etc/apparmor.d/bwrap')
    expect(refused.next).toContain('userns,')
    expect(refused.next).toContain(`profile bwrap ${tools[0]}/bwrap flags=(unconfined)`)
    expect(refused.next).not.toMatch(/share-net|sysctl/)
  })

  test('user namespaces are switched off, in either way', async () => {
    const toolFolders = fakeBwrap('0.8.0', 'bwrap: No permissions to create new namespace')
    const none = await refusal({ toolFolders, readSetting: settings({ max_user_namespaces: '0' }) })
    expect(none.next).toBe('Switch them on: sudo sysctl -w user.max_user_namespaces=28633')
    const debian = await refusal({ toolFolders, readSetting: settings({ unprivileged_userns_clone: '0' }) })
    expect(debian.message).toContain('User namespaces are switched off')
    expect(debian.next).toBe('Switch them on: sudo sysctl -w kernel.unprivileged_userns_clone=1')
  })

  test('a container does not allow it', async () => {
    const refused = await refusal({
      toolFolders: fakeBwrap('0.8.0', 'bwrap: Creating new namespace failed: Operation not permitted'),
      readSetting: settings({}),
    })
    expect(refused.message).toContain('machine or container')
    expect(refused.next).toContain('Docker')
  })

  test('the kernel has no system call filter', async () => {
    const old = await refusal({ readSetting: file => (file === '/proc/self/status' ? 'Name:\tnode' : undefined) })
    expect(old.message).toContain('seccomp')
    const late = await refusal({
      toolFolders: fakeBwrap('0.8.0', 'bwrap: prctl(PR_SET_SECCOMP): Invalid argument'),
      readSetting: settings({}),
    })
    expect(late.next).toContain('CONFIG_SECCOMP_FILTER')
  })

  test('bubblewrap fails for another reason', async () => {
    const refused = await refusal({ toolFolders: fakeBwrap('0.8.0', 'bwrap: something new'), readSetting: settings({}) })
    expect(refused.message).toContain('failed its self-test (start: bwrap: something new)')
  })

  test('there is no Node to run', async () => {
    expect((await refusal({ nodePath: '/nowhere/node' })).next).toContain('npm ci')
  })
})

describe('the self-test', () => {
  test('passes here and says what it saw', async () => {
    const { isolation } = await testSandbox()
    expect(isolation.tier).toBe('strong')
    expect(isolation.missing).toBe('')
    expect(isolation.checks.length).toBeGreaterThanOrEqual(12)
    expect(isolation.checks.filter(check => !check.held)).toEqual([])
    for (const check of isolation.checks) expect(check.detail).not.toBe('')
  })

  test.each([
    [
      'the filter is dropped',
      `for ((i = 1; i <= $#; i++)); do [[ \${!i} == --seccomp ]] && set -- "\${@:1:i-1}" "\${@:i+2}"; done; exec /usr/bin/bwrap "$@"`,
      /seccomp|socket/,
    ],
    [
      'the network is shared',
      `exec /usr/bin/bwrap --args 3 --share-net "\${@:3}"`,
      /network: interfaces: .*namespaces: shared: net/,
    ],
    ['a folder of the machine is bound', `exec /usr/bin/bwrap --ro-bind /var /var "$@"`, /secret-path/],
    ['a descriptor gets through', `exec 3<&3 20</etc/hostname; exec /usr/bin/bwrap "$@"`, /descriptors/],
    [
      'the environment gets through',
      `a=("\${@}"); exec /usr/bin/bwrap "\${a[@]:0:6}" --setenv LEAKED yes "\${a[@]:6}"`,
      /environment/,
    ],
  ])('fails, naming the check, when %s', async (_name, script, expected) => {
    const folder = folderWith({
      bwrap: `#!/bin/bash\nif [[ $1 == --version ]]; then exec /usr/bin/bwrap --version; fi\n${script}\n`,
    })
    chmodSync(path.join(folder, 'bwrap'), 0o755)
    const refused = await refusal({ toolFolders: [folder, '/usr/bin', '/bin'], readSetting: settings({}) })
    expect(refused.message).toContain('failed its self-test')
    expect(refused.message).toMatch(expected)
  })
})

test('what a job may not ask for is not started', async () => {
  const sandbox = await testSandbox()
  const folder = folderWith({})
  mkdirSync(path.join(folder, 'x'))
  writeFileSync(path.join(folder, 'y'), '')
  const detail = async (more: Parameters<typeof nodeJob>[1]): Promise<string> => {
    const { end } = await sandbox.run(nodeJob('0', more))
    return end.kind === 'not-started' ? end.detail : end.kind
  }
  for (const box of [
    '/',
    '/proc/x',
    '/dev',
    '/etc/passwd',
    '/opt/rt/bin/node',
    '/usr',
    '/lib64/x',
    '/box',
    '/tmp/a',
    '/src/../etc',
    'src',
    '/a b',
    '/src/',
  ]) {
    expect([box, await detail({ mounts: [{ host: folder, box }] })]).toEqual([
      box,
      expect.stringMatching(/is not a path in the box|belongs to the box/),
    ])
  }
  expect(await detail({ mounts: [{ host: 'relative', box: '/src' }] })).toContain('not an absolute path')
  expect(await detail({ mounts: [{ host: path.join(folder, 'none'), box: '/src' }] })).toContain('is not there any more')
  expect(await detail({ env: { 'A=B': 'x' } })).toContain('not the name of a variable')
  expect(await detail({ env: { A: 'x\0y' } })).toContain('NUL')
  expect(await detail({ limits: { memoryBytes: Number.POSITIVE_INFINITY } })).toContain('memoryBytes')
  expect(await detail({ argv: [] })).toContain('no script')
  expect(
    await detail({
      mounts: [
        { host: folder, box: '/src' },
        { host: path.join(folder, 'x'), box: '/src/x' },
      ],
    }),
  ).toBe('exited')
})
