import { expect, it } from 'vitest'
import { coreScript, scriptVariable } from './core-script.ts'

const where = { root: '/program', resources: '/program/resources', env: {}, first: ['--bundled'] }
const other = { [scriptVariable]: '/tests/scripted.ts' }

it('is the source in a checkout and the bundle in a package', () => {
  expect(coreScript({ ...where, packaged: false })).toEqual({
    script: '/program/src-main/hosts/electron/core-process.ts',
    args: ['--root', '/program', '--bundled'],
  })
  expect(coreScript({ ...where, packaged: true })).toEqual({
    script: '/program/dist/main/core-process.js',
    args: ['--root', '/program', '--resources', '/program/resources', '--bundled'],
  })
})
it('is another one when a test names it, in a checkout only', () => {
  expect(coreScript({ ...where, packaged: false, env: other }).script).toBe('/tests/scripted.ts')
  expect(coreScript({ ...where, packaged: false, env: { [scriptVariable]: '' } }).script).toMatch(/core-process\.ts$/)
  expect(coreScript({ ...where, packaged: true, env: other })).toEqual(coreScript({ ...where, packaged: true }))
})
