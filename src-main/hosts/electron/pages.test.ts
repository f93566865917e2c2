import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemRandom } from '../../platform/random.ts'
import { servePages } from './pages.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asis-desktop-pages-'))
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'renderer', 'index.html'), '<script nonce="__CSP_NONCE__"></script>')
  writeFileSync(join(folder, 'renderer', 'assets', 'a.js'), 'export {}')
  writeFileSync(join(folder, 'secret.js'), 'secret')
  writeFileSync(join(folder, 'renderer', 'data.db'), 'not a page')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const get = (url: string, method = 'GET'): Promise<Response> =>
  servePages(join(folder, 'renderer'), systemRandom)(new Request(url, { method }))

it('serves the start page with the nonce of its policy', async () => {
  const answer = await get('asis://app/')
  const nonce = /'nonce-([\w-]+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
  expect(await answer.text()).toBe(`<script nonce="${nonce}"></script>`)
})
it('serves assets with their type', async () => {
  const answer = await get('asis://app/assets/a.js')
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'export {}',
  ])
})
it.each([
  'asis://app/../secret.js',
  'asis://app/%2e%2e/secret.js',
  'asis://app/..%2fsecret.js',
  'asis://app/%2e%2e%2fsecret.js',
  'asis://app/assets/%00a.js',
  'asis://app/data.db',
  'asis://app/none.js',
  'asis://other/assets/a.js',
  'asis://app/assets',
])('does not serve %s', async url => {
  expect((await get(url)).status).toBe(404)
})
it('takes no other verb, and no broken address', async () => {
  expect((await get('asis://app/', 'POST')).status).toBe(405)
  expect((await get('asis://app/%E0%A4%A')).status).toBe(400)
})
