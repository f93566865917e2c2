/** Every probe is contained in the box as it is and fires in the one without its protection; and nothing but tests can build such a one. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { probeAll } from './all-probes.ts'
import { absentHere, contained, controlFired, type Probed } from './probe.ts'

let probed: readonly Probed[] = []
beforeAll(async () => {
  probed = await probeAll(process.execPath)
})

test('there are ninety and more, each with a name of its own', () => {
  expect(probed.length).toBeGreaterThanOrEqual(90)
  expect(new Set(probed.map(({ name }) => name)).size).toBe(probed.length)
})

test('all of them are contained', () => {
  expect(probed.filter(each => !contained(each))).toEqual([])
})

test('all of them fire where exactly their protection is missing', () => {
  expect(probed.filter(each => !controlFired(each) && !absentHere(each))).toEqual([])
})

test('a box without a protection is built by tests and by the containment command, and by nothing else', () => {
  const root = path.resolve(import.meta.dirname, '../../..')
  const using = ['src-main', 'src-shared', 'src-renderer', 'scripts']
    .flatMap(folder =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(name => path.join(folder, name)),
    )
    .filter(
      file =>
        /\.tsx?$/.test(file) && !file.endsWith('.test.ts') && !file.startsWith(path.join('src-main', 'sandbox', 'containment')),
    )
    .filter(file => /sandbox\/containment\/|from '\.\.?\/containment\//.test(readFileSync(path.join(root, file), 'utf8')))
  expect(using).toEqual([path.join('scripts', 'containment.ts')])
})
