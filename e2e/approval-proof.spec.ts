/** Approving on the page in the real program: the proof is asked for, used, and asked for again without anybody noticing. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { betterModel, modelBefore, modelFile, waitingModel, writeModel } from '../test/support/model-project.ts'
import { browserOnly, expect, serve, test } from './fixtures/real-console.ts'

const prepare = ({ home, empty }: { readonly home: string; readonly empty: string }): { root: string; id: string } => {
  const root = join(empty, 'model')
  writeModel(root)
  return { root, id: waitingModel(home, root, betterModel) }
}
const file = (root: string): string => readFileSync(modelFile(root), 'utf8')

const approve = async (page: Page): Promise<void> => {
  await page
    .getByRole('button', { name: /^Approve/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Approve and apply', exact: true }).click()
}

test('a change that was read for an hour is approved with one click, as is a page that is opened again', async ({
  folders,
  openReal,
}) => {
  const { root, id } = prepare(folders)
  const { page, goTo } = await openReal(root)
  await page.clock.install()
  await goTo(`review/${id}`)
  await page.reload()
  await expect(page.getByRole('button', { name: /^Approve/ }).first()).toBeEnabled()
  await page.clock.fastForward('01:00:00')
  await approve(page)
  await expect(page.getByText(/^Applied: /)).toBeVisible()
  expect(file(root)).toBe(betterModel)
})

test('programs are let in by a person on the settings page, and out again', async ({ folders, openReal }) => {
  const { root } = prepare(folders)
  const { page, goTo } = await openReal(root)
  await goTo('settings/review.scriptedApprovals')
  const toggle = page.getByRole('switch', { name: 'Scripted approvals' })
  await expect(toggle).not.toBeChecked()
  const row = page.locator('[data-key="review.scriptedApprovals"]')
  await toggle.click({ force: true })
  await expect(row).toContainText('saved')
  await expect(toggle).toBeChecked()
  await toggle.click({ force: true })
  await expect(toggle).not.toBeChecked()
})

test(
  'two tabs of one browser have proofs of their own, and go on after asis serve was started again',
  browserOnly('the window lives and dies with its core'),
  async ({ chromium, folders }) => {
    const { root, id } = prepare(folders)
    const env = { ...process.env, ASIS_HOME: folders.home }
    let server = await serve(['--project', root], folders.empty, env)
    const { origin, port } = new URL(server.url)
    const context = await (await chromium()).newContext()
    try {
      const [one, two] = [await context.newPage(), await context.newPage()]
      await one.goto(server.url)
      for (const page of [one, two]) {
        await page.goto(`${origin}/#/review/${id}`)
        await expect(page.getByRole('button', { name: /^Approve/ }).first()).toBeEnabled()
      }
      // A recorded request of the page, sent again without its proof or with the one it had.
      const sent = two.waitForRequest(/candidates\.approve$/)
      await server.stop()
      server = await serve(['--project', root, '--port', port], folders.empty, env)
      await expect(two.getByRole('button', { name: /^Approve/ }).first()).toBeEnabled()
      expect(file(root)).toBe(modelBefore)
      await approve(two)
      await expect(two.getByText(/^Applied: /)).toBeVisible()
      expect(file(root)).toBe(betterModel)
      const request = await sent
      const again = await one.evaluate(
        async ([address, headers, body]) => (await fetch(address, { method: 'POST', headers, body })).json() as Promise<unknown>,
        [request.url(), await request.allHeaders().then(kept => pick(kept)), request.postData() ?? ''] as const,
      )
      expect(again).toMatchObject({ ok: false, error: { code: 'not-proved' } })
    } finally {
      await context.close()
      await server.stop()
    }
  },
)

/** What a page may set by itself. */
function pick(headers: Readonly<Record<string, string>>): Record<string, string> {
  const wanted = ['content-type', 'x-asis-page', 'x-asis-proof']
  return Object.fromEntries(Object.entries(headers).filter(([name]) => wanted.includes(name)))
}
