/** HIGH risk under `review.approvalsForHigh` 2 in the real program: two browsers, each with a launch link of another person. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openStores } from '../src-main/stores/open-stores.ts'
import { openProject } from '../src-main/project/open-project.ts'
import { systemClock } from '../src-main/platform/ports.ts'
import { betterModel, modelBefore, modelFile, waitingModel, writeModel } from '../test/support/model-project.ts'
import { answered } from '../test/support/open-core.ts'
import { browserOnly, expect, serve, test } from './fixtures/real-console.ts'

const askForTwo = (home: string, root: string): void => {
  const { id } = answered(openProject(root))
  const stores = answered(openStores(home, { access: 'write', owner: 'test', clock: systemClock }))
  stores.settings.set(id, 'review.approvalsForHigh', 2, systemClock.nowMs())
  stores.close()
}

const approvals = (page: Page) => page.getByRole('status', { name: 'Approvals' })

const approve = async (page: Page, button: string): Promise<void> => {
  await page
    .getByRole('button', { name: /^Approve/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('smaller-model')
  await dialog.getByRole('button', { name: button, exact: true }).click()
}

test(
  'HIGH risk is applied after two people approved it, each in a browser of its own',
  browserOnly('the window has one person'),
  async ({ chromium, folders }) => {
    test.setTimeout(180_000)
    const { home, empty } = folders
    const root = join(empty, 'model')
    writeModel(root)
    const id = waitingModel(home, root, betterModel, { safety: { score: 0.3, risk: 'HIGH', reasons: [] } })
    askForTwo(home, root)
    const who = ['--approver', 'maria', '--approver', 'jo']
    const server = await serve(['--project', root, ...who], empty, { ...process.env, ASIS_HOME: home })
    try {
      const enter = async (link: string): Promise<Page> => {
        const page = await (await (await chromium()).newContext()).newPage()
        await page.goto(link)
        await page.goto(`${new URL(link).origin}/#/review/${id}`)
        return page
      }
      const [marias, jos] = [await enter(server.links['maria'] ?? ''), await enter(server.links['jo'] ?? '')]
      await expect(approvals(marias)).toContainText('0 of 2 approvals')
      await expect(approvals(jos)).toContainText('2 different people have to approve it')

      await approve(marias, 'Approve')
      await expect(marias.getByText(/^Your approval counts: /)).toBeVisible()
      expect(readFileSync(modelFile(root), 'utf8')).toBe(modelBefore)
      await expect(approvals(marias)).toContainText('1 of 2 approvals: by maria')
      await expect(approvals(marias)).toContainText('it waits for somebody else')
      await expect(marias.getByRole('button', { name: /^Approve/ })).toBeDisabled()
      await expect(marias.getByRole('list', { name: 'Stages' })).toContainText('1 of 2, waits for somebody else')

      // A second tab of the same browser is the same person, and so is a call that goes around the page.
      const tab = await marias.context().newPage()
      await tab.goto(marias.url())
      await expect(tab.getByRole('button', { name: /^Approve/ })).toBeDisabled()
      const refused = await tab.evaluate(async candidate => {
        // oxlint-disable-next-line unicorn/consistent-function-scoping -- it runs in the page
        const post = (method: string, input: object, approval = '') =>
          fetch(`/api/call/${method}`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              'x-asis-page': localStorage.getItem('asis.page-keys') ?? '',
              'x-asis-proof': approval,
            },
            body: JSON.stringify(input),
          }).then(response => response.json() as Promise<{ value: { diffSha256: string; shortName: string; proof: string } }>)
        const { diffSha256, shortName } = (await post('candidates.get', { id: candidate })).value
        const { proof } = (await post('approvals.proof', { of: 'candidate', id: candidate, diffSha256 })).value
        return post('candidates.approve', { id: candidate, diffSha256, confirm: shortName }, proof)
      }, id)
      expect(refused).toMatchObject({
        ok: false,
        error: { code: 'not-approved', message: expect.stringContaining('"maria" has approved it already') },
      })
      expect(readFileSync(modelFile(root), 'utf8')).toBe(modelBefore)

      await expect(approvals(jos)).toContainText('1 of 2 approvals: by maria')
      await expect(approvals(jos)).toContainText('one more by somebody else is needed')
      await approve(jos, 'Approve and apply')
      await expect(jos.getByText(/^Applied: /)).toBeVisible()
      expect(readFileSync(modelFile(root), 'utf8')).toBe(betterModel)
      await jos.goto(`${new URL(jos.url()).origin}/#/review/${id}`)
      const stages = jos.getByRole('list', { name: 'Stages' })
      await expect(stages).toContainText('by maria and jo')
      await expect(stages.locator('li[data-status="done"]')).toHaveCount(5, { timeout: 400_000 })
    } finally {
      await server.stop()
    }
  },
)
