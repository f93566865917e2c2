/** Packages that the sandbox cannot be given end every command with the file at fault, and never as a defect of ASIS. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, it } from 'vitest'
import { asis, expectRefusal, ownManifest, ownProject, temporary, type Expected, type Place } from './support/command-line.ts'
import { writeFiles } from './support/files.ts'

const isRoot = process.getuid?.() === 0
const folder = temporary('closed packages')
const project = join(folder.path, 'own project')
const at: Place = { cwd: project, home: join(folder.path, 'data') }
const secret = join(project, 'node_modules/some-package/.env')

beforeAll(() => {
  writeFiles(project, { ...ownProject, 'asis.config.json': ownManifest() })
  // More than are copied for a box.
  for (let i = 0; i < 20_200; i++) {
    const part = join(project, 'node_modules/some-package', `d${i % 20}`)
    if (i < 20) mkdirSync(part, { recursive: true })
    writeFileSync(join(part, `${i}.js`), '')
  }
  writeFileSync(secret, 'TOKEN=1')
  // Root gives its boxes to another user, who may not read it; anybody else must be kept out himself.
  if (isRoot) chmodSync(secret, 0o600)
  else chmodSync(join(project, 'node_modules'), 0)
})
afterAll(() => {
  chmodSync(join(project, 'node_modules'), 0o755)
  folder.remove()
})

const expected: Expected = {
  code: 'disk',
  exit: 3,
  message: isRoot
    ? /some-package\/\.env'? may not be read by everyone.*Nothing was changed/
    : /node_modules'? cannot be read \(EACCES\)/,
}
const one = ['--function', 'pickKnown', '--inputs', 'bench/inputs.mjs']

it.each([['improve'], ['analyze'], ['optimize', 'src/pick.js', ...one], ['trial', 'src/pick.js', 'candidate.js', ...one]])(
  'asis %s',
  async (...args) => {
    writeFileSync(join(project, 'candidate.js'), `${ownProject['src/pick.js']}// a candidate\n`)
    expectRefusal(await asis([...args, '--json'], at), expected)
  },
)

it('a candidate that is no file is not waited for', async () => {
  expectRefusal(await asis(['trial', 'src/pick.js', '/dev/zero', ...one, '--json'], at), {
    code: 'not-found',
    exit: 2,
    message: /There is no file \/dev\/zero/,
  })
})
