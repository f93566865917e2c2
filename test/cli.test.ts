/** The command line as scripts use it: one document for every answer, exit codes, folders, locks, and what the help says. */
import { once } from 'node:events'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../scripts/build.ts'
import { program } from '../src-main/hosts/cli/main.ts'
import {
  asis,
  answer,
  documentOf,
  ended,
  expectRefusal,
  ownManifest,
  ownProject,
  start,
  temporary,
  type Place,
} from './support/command-line.ts'
import { checkout, writeFiles } from './support/files.ts'

const folder = temporary('cli')
const project = join(folder.path, 'own project')
const at: Place = { cwd: project, home: join(folder.path, 'data') }
const elsewhere: Place = { cwd: folder.path, home: at.home }

beforeAll(() => writeFiles(project, { ...ownProject, 'asis.config.json': ownManifest() }))
afterAll(folder.remove)

describe('arguments', () => {
  it.each([
    ['an unknown command', ['frobnicate'], /unknown command/i],
    ['an unknown option', ['status', '--frobnicate'], /unknown option/i],
    ['a missing argument', ['show'], /missing required argument/i],
    ['a missing option', ['decline', 'c_0123456789'], /--reason/],
    ['a group without its command', ['journal'], /A command is missing/],
    ['a goal that is none', ['improve', '--goal', 'fast'], /METRIC=FRACTION/],
    ['a budget that is none', ['improve', '--budget', 'long'], /--budget long/],
    ['sizes that are none', ['optimize', 'a.js', '--function', 'f', '--inputs', 'i.js', '--sizes', '1,x'], /--sizes 1,x/],
    ['a limit that is none', ['journal', 'list', '--limit', 'all'], /--limit all/],
    ['another runtime', ['sandbox', 'run', '--runtime', 'perl', 'x.pl'], /--runtime perl/],
    ['a port that is none', ['serve', '--port', 'http'], /port/],
    ['an id that is none', ['approve', '../../etc/passwd'], /no id of a candidate/],
  ])('%s is one document and exit code 2', async (_, args, message) => {
    expectRefusal(await asis([...args, '--json'], at), { code: 'bad-input', exit: 2, message })
  })

  it('--json means the same before and after the command', async () => {
    const [first, last] = await Promise.all([asis(['--json', 'candidates'], at), asis(['candidates', '--json'], at)])
    expect([first.code, last.code]).toEqual([0, 0])
    expect(first.stdout).toBe(last.stdout)
    expect(documentOf(first)).toEqual([])
    expectRefusal(await asis(['--json', 'frobnicate'], at), { code: 'bad-input', exit: 2, message: /unknown command/i })
  })

  it('errors without --json leave stdout empty', async () => {
    const ran = await asis(['show', 'c_0123456789'], at)
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^asis: There is no candidate c_0123456789.*\n {6}.*\n$/),
    })
  })
})

describe('help', () => {
  it('names every command, and the command line document has each', () => {
    const asisProgram = program()
    const documented = readFileSync(join(checkout, 'docs/command-line.md'), 'utf8')
    const names = asisProgram.commands.flatMap(each =>
      each.commands.length > 0 ? each.commands.map(sub => `${each.name()} ${sub.name()}`) : [each.name()],
    )
    for (const name of [
      'init',
      'doctor',
      'analyze',
      'opportunities',
      'improve',
      'candidates',
      'show',
      'approve',
      'decline',
      'undecline',
      'retry',
      'comment',
      'uncomment',
      'rollback',
      'history',
      'status',
      'journal verify',
      'serve',
      'token',
      'optimize',
      'trial',
      'sandbox run',
    ])
      expect(names).toContain(name)
    for (const name of names) expect(documented, name).toContain(`### \`asis ${name}`)
    const options = asisProgram.commands
      .flatMap(each => [each, ...each.commands])
      .flatMap(each => each.options.map(option => option.long!))
    for (const option of options) expect(documented, option).toContain(`\`${option}`)
  })

  it('is printed to stdout with code 0, with the exit codes', async () => {
    const [asked, bare] = await Promise.all([asis(['--help'], at), asis([], at)])
    expect(asked.code).toBe(0)
    expect(asked.stdout).toMatch(/Exit codes:/)
    expect(bare).toEqual(asked)
  })
})

describe('where the caller stands', () => {
  it('paths are relative to it, also through npm', async () => {
    const npm = (args: readonly string[]) =>
      spawnSync('npm', ['--prefix', checkout, 'run', '--silent', 'asis', '--', ...args], {
        cwd: project,
        encoding: 'utf8',
        env: { ...process.env, ASIS_HOME: at.home },
      })
    const status = npm(['status', '--json'])
    expect(JSON.parse(status.stdout), status.stderr).toMatchObject({ project: { name: 'own', root: project } })
    expect(npm(['status', '--project', '../own project', '--json']).status).toBe(0)
  })

  it('a folder that is none is named', async () => {
    expectRefusal(await asis(['status', '--project', 'nowhere', '--json'], at), {
      code: 'not-found',
      exit: 2,
      message: /no folder .*nowhere/,
    })
  })

  it('history and the journal need no project', async () => {
    expect(await answer(['history'], elsewhere)).toEqual([])
    expect(await answer(['journal', 'list'], elsewhere)).toEqual([])
    expect(await answer(['journal', 'verify'], elsewhere)).toMatchObject({ ok: true })
    expectRefusal(await asis(['status', '--json'], elsewhere), { code: 'bad-manifest', exit: 2, message: /asis\.config\.json/ })
  })
})

describe('while a console owns the data folder', () => {
  // `npm test` builds before it tests.
  beforeAll(() => (existsSync(join(checkout, 'dist/renderer/index.html')) ? undefined : build()))

  it('reading works, changing is refused with its name, and it ends clean', async () => {
    const served = start(['serve', '--json'], at)
    try {
      const [first] = (await once(served.stdout, 'data')) as [Buffer]
      const { url } = JSON.parse(first.toString()) as { url: string }
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+/)
      for (const args of [['status'], ['candidates'], ['history'], ['opportunities'], ['journal', 'verify']])
        await answer(args, at)
      const changing = [
        ['analyze'],
        ['improve'],
        ['rollback', 'c_0123456789'],
        ['optimize', 'src/pick.js', '--function', 'pickKnown', '--inputs', 'bench/inputs.mjs', '--write'],
      ]
      for (const args of changing)
        expectRefusal(await asis([...args, '--json'], at), {
          code: 'store-locked',
          exit: 4,
          message: /"asis serve" \(process \d+\)/,
        })
    } finally {
      served.kill('SIGTERM')
    }
    const [code] = (await once(served, 'exit')) as [number]
    expect(code).toBe(0)
    expect((await asis(['rollback', 'c_0123456789', '--json'], at)).code).toBe(2)
  })

  it('can only look unless it was started with --approve, and opens without a project', async () => {
    const empty = join(folder.path, 'no project here')
    mkdirSync(empty)
    const seen = async (args: readonly string[]): Promise<{ open: unknown; forbidden: boolean }> => {
      const served = start(['serve', '--json', ...args], { ...at, cwd: empty })
      try {
        const [first] = (await once(served.stdout, 'data')) as [Buffer]
        const { url, launchUrl } = JSON.parse(first.toString()) as { url: string; launchUrl: string }
        const link = await fetch(launchUrl, { redirect: 'manual' })
        const cookie = link.headers.get('set-cookie')?.split(';')[0] ?? ''
        const key = link.headers.get('location')?.split('#key=')[1] ?? ''
        const ask = async (method: string) =>
          (
            await fetch(`${url}api/call/${method}`, {
              method: 'POST',
              headers: { cookie, 'content-type': 'application/json', 'x-asis-page': key },
              body: '{}',
            })
          ).json() as Promise<{ value?: { open: unknown }; error?: { code: string } }>
        return {
          open: (await ask('projects.list')).value?.open,
          forbidden: (await ask('folders.list')).error?.code === 'forbidden',
        }
      } finally {
        served.kill('SIGTERM')
        await once(served, 'exit')
      }
    }
    expect(await seen([])).toEqual({ open: null, forbidden: true })
    expect(await seen(['--approve'])).toEqual({ open: null, forbidden: false })
  })

  it('ends with the npm that started it', async () => {
    const npm = spawn('npm', ['--prefix', checkout, 'run', '--silent', 'asis', '--', 'serve', '--json'], {
      cwd: project,
      env: { ...process.env, ASIS_HOME: at.home },
    })
    const end = ended(npm)
    await once(npm.stdout, 'data')
    npm.kill('SIGTERM')
    // Resolves when nobody holds its streams any more.
    expect((await end).stderr).toContain('closed')
    expect((await asis(['rollback', 'c_0123456789', '--json'], at)).code).toBe(2)
  })
})

describe('the machine', () => {
  it('doctor says what is there', async () => {
    const report = await answer(['doctor'], at)
    expect(report).toMatchObject({ ok: true, isolation: { tier: 'strong' } })
    expect(report.checks.map((check: { name: string }) => check.name)).toEqual([
      'runtime',
      'isolation',
      'test box',
      'python',
      'data folder',
      'signing key',
      'approvals',
      'scripts',
      'console',
      'desktop',
    ])
  })

  it('token is kept for its owner only, and rotates', async () => {
    const { token } = await answer(['token'], at)
    expect(await answer(['token'], at)).toEqual({ token, scope: 'approve' })
    expect((await answer(['token', '--rotate'], at)).token).not.toBe(token)
    expect(statSync(join(at.home, 'access-token')).mode & 0o077).toBe(0)
  })

  it('sandbox run shows what became of a script', async () => {
    mkdirSync(join(folder.path, 'scripts'))
    writeFiles(folder.path, {
      'scripts/say.mjs': `console.log(process.argv.slice(2).join(' ')); console.error('aside'); process.exit(3)`,
      'scripts/fill.mjs': `const held = []; for (;;) held.push(new Uint8Array(1 << 24).fill(1))`,
      'scripts/say.py': `import sys\nprint('python', *sys.argv[1:])`,
    })
    const said = await answer(['sandbox', 'run', 'scripts/say.mjs', '--', '--a', 'b'], elsewhere)
    // What stands behind -- is the script's, also --json.
    const own = await asis(['--json', 'sandbox', 'run', 'scripts/say.mjs', '--', '--a', 'b'], elsewhere)
    expect(documentOf(own)).toMatchObject({ stdout: '--a b\n', stderr: 'aside\n', exit: 3, limit: null, tier: 'strong' })
    expect(said).toMatchObject({ stdout: '--a b --json\n' })
    expect(documentOf(await asis(['sandbox', 'run', 'scripts/fill.mjs'], elsewhere))).toMatchObject({
      exit: null,
      limit: 'memory',
    })
    expect(
      documentOf(await asis(['sandbox', 'run', '--runtime', 'python', 'scripts/say.py', '--', 'x'], elsewhere)),
    ).toMatchObject({ stdout: 'python x\n', exit: 0 })
    const narrow = ['sandbox', 'run', '--memory', '300M', '--wall', '200ms', '--processes', '32', '--disk', '8M']
    writeFiles(folder.path, { 'scripts/wait.mjs': `setInterval(() => {}, 1000)` })
    expect(documentOf(await asis([...narrow, 'scripts/wait.mjs'], elsewhere))).toMatchObject({ exit: null, limit: 'wall' })
    expectRefusal(await asis(['sandbox', 'run', '--memory', '65G', 'scripts/say.mjs', '--json'], elsewhere), {
      code: 'bad-input',
      exit: 2,
      message: /--memory 65G is above the maximum, 64G/,
    })
    expectRefusal(await asis(['sandbox', 'run', 'scripts/none.mjs', '--json'], elsewhere), {
      code: 'not-found',
      exit: 2,
      message: /none\.mjs/,
    })
  })

  it('Ctrl-C ends a session clean, with a document and code 130', async () => {
    const session = start(['improve', '--json'], at)
    let stdout = ''
    session.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
    await once(session.stderr, 'data')
    // As a terminal and npm do: more than one.
    session.kill('SIGINT')
    session.kill('SIGINT')
    const [code] = (await once(session, 'close')) as [number]
    expect(code).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ state: 'cancelled' })
    expect(await answer(['journal', 'verify'], at)).toMatchObject({ ok: true })
  })
})
