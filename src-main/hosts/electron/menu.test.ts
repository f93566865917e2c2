import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { expect, it } from 'vitest'
import type { PageAction } from '../../../src-shared/api/wire.ts'
import { menuTemplate } from './menu.ts'

const all = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap(item => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])])
const made = (platform: NodeJS.Platform, forDevelopers = false) => {
  const sent: PageAction[] = []
  let stopped = 0
  const items = all(menuTemplate({ platform, forDevelopers, send: action => sent.push(action), stop: () => (stopped += 1) }))
  for (const item of items) (item.click as (() => void) | undefined)?.()
  return { items, sent, stopped: () => stopped }
}
const top = (platform: NodeJS.Platform) =>
  menuTemplate({ platform, forDevelopers: false, send: () => {}, stop: () => {} }).map(item => item.label ?? item.role)
const renderer = resolve(import.meta.dirname, '../../../src-renderer')

it.each(['darwin', 'linux', 'win32'] as const)('lead to every place and stop everything, each once: %s', platform => {
  const { items, sent, stopped } = made(platform)
  expect(stopped()).toBe(1)
  expect(sent.flatMap(action => ('go' in action ? [action.go] : [])).sort()).toEqual(
    ['history', 'journal', 'now', 'opportunities', 'review', 'settings', 'welcome'].sort(),
  )
  const accelerators = items.flatMap(item => (item.accelerator ? [item.accelerator] : []))
  expect(new Set(accelerators).size).toBe(accelerators.length)
  expect(items.filter(item => item.role === 'quit').length).toBe(1)
  expect(items.some(item => item.role === 'toggleDevTools')).toBe(false)
})
it('stand where each platform expects them', () => {
  expect(top('darwin')).toEqual(['ASIS', 'File', 'editMenu', 'View', 'Go', 'Control', 'windowMenu', 'help'])
  expect(top('linux')).toEqual(['File', 'editMenu', 'View', 'Go', 'Control', 'windowMenu', 'help'])
})
it('ask for places and actions that the page has', () => {
  const { sent } = made('linux', true)
  const [app, route] = ['frame/app.tsx', 'routing/route.ts'].map(file => readFileSync(join(renderer, file), 'utf8'))
  for (const action of sent) {
    if ('run' in action) expect(app).toContain(`id: '${action.run}'`)
    else expect(route).toContain(`'${action.go}'`)
  }
})
