/** A change of 20,000 lines: from choosing it to its first changed line on the screen, with the editor loaded already. */
import { createHash } from 'node:crypto'
import type { Browser } from '@playwright/test'
import type { Input, Method, Output, Scope } from '../../src-shared/api/contract.ts'
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import type { Core } from '../../src-main/core-types.ts'
import { createScriptedCore } from '../../e2e/fixtures/scripted-core.ts'
import { host, openPage } from './console.ts'
import { median, type Figure } from './figure.ts'

const lines = 20_000
const changedEvery = 200
const tries = 3
const small = 'c_0000000001'
const large = 'c_0000000002'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const textOf = (changed: boolean): string =>
  Array.from({ length: lines }, (_, i) =>
    changed && i % changedEvery === 100
      ? `const changed${i} = compute(${i}) + 1`
      : `const value${i} = compute(${i}) // line ${i}`,
  ).join('\n')

const withLargeDiff = (core: Core): Core => {
  const [before, after] = [textOf(false), textOf(true)]
  return {
    ...core,
    async call<M extends Method>(method: M, input: Input<M>, scope: Scope): Promise<Output<M> | Refused> {
      const answer = await core.call(method, input, scope)
      if (method !== 'candidates.get' || isRefused(answer) || (input as { id: string }).id !== large) return answer
      const detail = answer as CandidateDetail
      const files = [{ path: 'src/generated.ts', before, after, beforeSha256: sha(before), afterSha256: sha(after) }]
      const hunks = Array.from({ length: lines / changedEvery }, (_, index) => ({
        index,
        path: 'src/generated.ts',
        beforeStart: index * changedEvery + 101,
        beforeLines: 1,
        afterStart: index * changedEvery + 101,
        afterLines: 1,
      }))
      return { ...detail, files, hunks } as unknown as Output<M>
    },
  }
}

export const largeDiff = async (browser: Browser): Promise<Figure[]> => {
  const core = withLargeDiff(createScriptedCore('much'))
  const served = await host(core)
  const times: number[] = []
  const page = await openPage(browser, served, `#/review/${small}`)
  const shown = page.locator('[data-testid="diff"] .line-insert, [data-testid="diff"] .line-delete').first()
  for (let i = 0; i < tries; i += 1) {
    await page.goto(`${served.url}#/review/${small}`)
    await shown.waitFor({ timeout: 60_000 })
    // The page measures by itself: from the click to the frame after the line of the large file is in it.
    times.push(
      await page.evaluate<number>(`new Promise(done => {
        const start = performance.now()
        location.hash = '#/review/${large}'
        const look = () => {
          const text = document.querySelector('[data-testid="diff"]')?.textContent ?? ''
          const lines = document.querySelector('[data-testid="diff"] .line-insert, [data-testid="diff"] .line-delete, [data-testid="diff"] ins')
          if (/changed\\d+/.test(text.replaceAll('\\u00a0', ' ')) && lines !== null) requestAnimationFrame(() => done(performance.now() - start))
          else requestAnimationFrame(look)
        }
        look()
        setTimeout(() => done(60000), 60000)
      })`),
    )
  }
  await page.context().close()
  await served.close()
  await core.close()
  return [
    {
      name: 'opening a diff of 20,000 lines',
      value: Math.round(median(times)),
      unit: 'ms',
      bar: { atMost: 1500 },
      detail: `median of ${tries}: ${times.map(Math.round).join(', ')}; ${lines / changedEvery} changes, editor loaded`,
    },
  ]
}
