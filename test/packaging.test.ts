/**
 * What `npm run pack` makes, over a stub of Electron's distribution: exactly the files it should have, its fuses, its size; and that the core out
 * of that package runs by itself, far from the checkout, with nothing but what was packaged.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../scripts/build.ts'
import { pack } from '../scripts/pack.ts'
import { nodeChild } from '../src-main/hosts/electron/core-child.ts'
import { connectCore } from '../src-main/hosts/electron/core-client.ts'
import type { Session } from '../src-shared/domain/session.ts'
import { isRefused, type Refused } from '../src-shared/errors.ts'
import { ended } from './support/command-line.ts'
import { checkout } from './support/files.ts'
import { writeStubElectron } from './support/stub-electron.ts'

const require = createRequire(import.meta.url)
const asar = require('@electron/asar') as {
  listPackage(archive: string, options: { isPack: boolean }): string[]
  extractAll(archive: string, into: string): void
}
const fuses = require('@electron/fuses') as { getCurrentFuseWire(program: string): Promise<Record<string, unknown>> }
const isLinux = process.platform === 'linux'

// Outside of the checkout: nothing above it has node_modules.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'asis package ')))
const resources = join(folder, 'out', 'linux-unpacked', 'resources')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const filesIn = (of: string): string[] =>
  readdirSync(of, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(of.length + 1))
    .sort()
const bytesOf = (of: string): number => filesIn(of).reduce((sum, file) => sum + statSync(join(of, file)).size, 0)
const must = <T>(value: T | Refused): T => {
  if (isRefused(value)) throw new Error(`${value.message} ${value.next}`)
  return value
}

it('is not made without the Electron binary, which is said in one line with the way to get it', async () => {
  const child = spawn(process.execPath, [join(checkout, 'scripts', 'pack.ts')], {
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'no electron') },
  })
  expect(await ended(child)).toEqual({
    code: 3,
    stdout: '',
    stderr: `asis: No Electron binary here (${join(folder, 'no electron')}), so nothing was packaged.
      Get it with: npx install-electron   (or name its folder with ELECTRON_OVERRIDE_DIST_PATH)\n`,
  })
})

// A package for another system needs that system's Electron: looked at where Linux's is understood.
describe.runIf(isLinux)('a package', () => {
  let inside: string[] = []
  beforeAll(async () => {
    await build()
    const { devDependencies } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
      devDependencies: { electron: string }
    }
    const electronDist = join(folder, 'electron')
    writeStubElectron(electronDist, devDependencies.electron)
    const packed = await pack({ electronDist, output: join(folder, 'out'), folderOnly: true, show: false })
    if (packed.code !== 0) throw new Error(packed.output)
    inside = asar
      .listPackage(join(resources, 'app.asar'), { isPack: false })
      .map(path => path.slice(1))
      .filter(path => /\.[\w]+$|LICENSE$/.test(path))
      .sort()
  })

  it('has the bundled program, the pages and the native database of this machine, and nothing else', () => {
    const expected = [
      /^package\.json$/,
      /^dist\/main\/(entry|core-process|[\w-]+-[\w-]{8})\.js$/,
      /^dist\/preload\/preload\.cjs$/,
      /^dist\/renderer\/(index\.html|favicon(-\w+)?\.svg)$/,
      /^dist\/renderer\/assets\/[\w.-]+\.(js|css|woff2|ttf)$/,
      /^assets\/icons\/tray\w*(@2x)?\.png$/,
      /^node_modules\/better-sqlite3\/(package\.json|LICENSE|lib\/[\w/-]+\.js)$/,
      new RegExp(`^node_modules/better-sqlite3/prebuilds/linux-${process.arch}\\.node$`),
    ]
    expect(inside.filter(path => !expected.some(form => form.test(path)))).toEqual([])
    // And every kind is there.
    expect(expected.filter(form => !inside.some(path => form.test(path)))).toEqual([])
    for (const name of ['entry', 'core-process']) expect(inside).toContain(`dist/main/${name}.js`)
    expect(inside.filter(path => /\.tsx?$|\.map$|\.test\.|\.ya?ml$/.test(path))).toEqual([])
  })
  it('keeps outside of its archive what others read, and brings no Node', () => {
    expect(filesIn(join(resources, 'app.asar.unpacked'))).toEqual([
      `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
    ])
    const outside = filesIn(join(resources, 'outside'))
    expect(
      outside.filter(
        path => !/^(generator\.js|harness\/[\w-]+\.(ts|mjs)|typescript\/(?:lib\.[\w.]+\.d\.ts|typescript\.js))$/.test(path),
      ),
    ).toEqual([])
    // Nothing in there needs a stripper of types.
    const scripts = outside.filter(path => path.startsWith('harness/'))
    expect(scripts.filter(path => path.endsWith('.ts')).map(path => path.replace(/\.ts$/, '.mjs'))).toEqual(
      scripts.filter(path => path.endsWith('.mjs')),
    )
    const shipped = filesIn(join(checkout, 'assets', 'bundled-project')).filter(path => !path.includes('node_modules/'))
    expect(filesIn(join(resources, 'bundled-project'))).toEqual(shipped)
    expect(filesIn(dirname(resources)).filter(path => /(^|\/)node(\.exe)?$/.test(path))).toEqual([])
  })
  it('is at most 40 MB without Electron itself', () => {
    const megabytes = bytesOf(resources) / 1e6
    expect(megabytes).toBeLessThan(40)
    // A package that lost its program would be small as well.
    expect(megabytes).toBeGreaterThan(10)
  })
  it('has its fuses set', async () => {
    const wire = await fuses.getCurrentFuseWire(join(dirname(resources), 'asis-desktop'))
    const on = '1'.charCodeAt(0)
    const off = '0'.charCodeAt(0)
    expect(wire).toMatchObject({ 0: off, 1: on, 2: off, 3: off, 4: on, 5: on, 7: off })
  })

  it('has a core that runs by itself: opens the bundled project, improves one metric of a small one, closes', async () => {
    // Electron reads the archive as a folder; Node does not, and gets it as one.
    const program = join(resources, 'app')
    asar.extractAll(join(resources, 'app.asar'), program)
    expect(existsSync(join(program, 'src-main'))).toBe(false)
    expect(readdirSync(join(program, 'node_modules'))).toEqual(['better-sqlite3'])
    let lost = 0
    const core = must(
      await connectCore(
        nodeChild(process.execPath, {
          script: join(program, 'dist', 'main', 'core-process.js'),
          args: ['--root', program, '--resources', resources, '--bundled'],
          env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder, ASIS_HOME: join(folder, 'data') },
        }),
        () => (lost += 1),
      ),
    )
    expect(must(await core.call('status.get', {}, 'read'))).toMatchObject({
      project: { root: join(folder, 'data', 'bundled-project'), bundled: true },
      isolation: { tier: 'strong' },
    })
    // Any limit of time lets a session measure less before it tries; this one is never reached.
    // What is proved is the packaged generator, harness and sandbox: on one file with one metric, since more would prove nothing more.
    const project = join(folder, 'small')
    cpSync(join(checkout, 'e2e/fixtures/small-project'), project, { recursive: true })
    must(await core.call('projects.open', { root: project }, 'approve'))
    const end = new Promise<Session>(resolve => core.subscribe('session.ended', resolve))
    must(await core.call('session.start', { metricIds: ['find_known_time'], budgetMs: 600_000 }, 'operate'))
    const session = await end
    expect(session, JSON.stringify(session)).toMatchObject({ state: 'finished' })
    // A rule of the bundled generator, proved in the sandbox with the bundled harness.
    expect(session.rows[0], JSON.stringify(session)).toMatchObject({ verdict: 'improved' })
    await core.close()
    expect(lost).toBe(0)
  })
})
