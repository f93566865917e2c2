import { expect, test } from './fixtures/scripted-console.ts'

test('while everything is stopped the first page says so first, and starts nothing', async ({ page, open }) => {
  const { core } = await open('running')
  await core.call('control.stop', { reason: 'The fan failed' }, 'approve')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Everything is stopped.')
  await expect(page.getByRole('button', { name: 'Improve' })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Measure', exact: true })).toBeDisabled()
  await core.call('control.resume', {}, 'approve')
  await expect(page.getByRole('button', { name: 'Improve' })).toBeEnabled()
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('stopped')
})

test('why a card and a trial show different figures is told where they stand', async ({ page, open }) => {
  await open('much')
  const hints = page.getByRole('button', { name: /^About these figures/ })
  await expect(hints).toHaveCount(2)
  await hints.first().focus()
  await expect(page.getByRole('tooltip')).toContainText('measured in fresh processes')
})

test('autonomous mode is one line', async ({ page, open }) => {
  await open('much')
  await expect(page.getByRole('region', { name: 'Autonomous mode' })).toContainText('off')
})
