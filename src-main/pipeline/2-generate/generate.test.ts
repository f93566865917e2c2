import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { generate } from './generate.ts'
import type { GenerateRequest } from './request.ts'

const file = (path: string, text: string) => ({ path, text, sha256: createHash('sha256').update(text).digest('hex') })

const text = `export function common(a, b) {
  return a.filter(x => b.includes(x))
}

export function cheapestOfBoth(a, b) {
  const both = dedupe(common(a, b))
  return [...both].sort((x, y) => x - y)[0]
}

function dedupe(values) {
  const out = []
  for (const value of values) {
    if (!out.includes(value)) out.push(value)
  }
  return out
}

export function other(xs) {
  return xs.reduce((all, x) => [...all, x], [])
}
`
const request = (targets: readonly string[], more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  files: [file('lib/a.js', text)],
  targets,
  sizes: [100, 1000],
  maxProposals: 20,
  ...more,
})

test('proposes what concerns the target and what it reaches, singly and all at once, best first', async () => {
  const proposals = await generate(request(['lib/a.js#cheapestOfBoth']))
  expect(proposals.map(each => each.rule).sort()).toEqual(['J01', 'J02', 'J122', 'J14', 'J14+J01+J02'].sort())
  const combined = proposals.find(each => each.rule.includes('+'))!
  expect([...combined.changedFunctions].sort()).toEqual(['lib/a.js#cheapestOfBoth', 'lib/a.js#common', 'lib/a.js#dedupe'])
  expect(combined.files[0]?.after).not.toContain('sort((x, y)')
  for (const each of proposals) {
    const [change] = each.files
    expect(change?.before).toBe(text)
    expect(change?.beforeSha256).toBe(createHash('sha256').update(text).digest('hex'))
    expect(change?.afterSha256).toBe(createHash('sha256').update(change!.after).digest('hex'))
    expect(each.facts.length).toBeGreaterThan(0)
    expect(each.reason.length).toBeGreaterThan(20)
  }
})

test('a path alone means every function of the file', async () => {
  const rules = (await generate(request(['lib/a.js']))).map(each => each.rule)
  expect(rules).toContain('J06')
  expect(rules).toContain('J01')
})

test('a rule that never paid here comes last', async () => {
  const before = await generate(request(['lib/a.js#common', 'lib/a.js#other']))
  expect(before.find(each => !each.rule.includes('+'))?.rule).toBe('J06')
  const after = await generate(
    request(['lib/a.js#common', 'lib/a.js#other'], {
      ruleStats: [
        { rule: 'J06', tried: 40, improved: 0 },
        { rule: 'J01', tried: 9, improved: 9 },
      ],
    }),
  )
  expect(after.find(each => !each.rule.includes('+'))?.rule).toBe('J01')
})

test('gives no more than it is asked for, and nothing for files that it was not given', async () => {
  expect(await generate(request(['lib/a.js'], { maxProposals: 1 }))).toHaveLength(1)
  expect(await generate(request(['lib/b.js', 'lib/a.js#nobody']))).toEqual([])
})

test('a file that does not parse has no proposals', async () => {
  expect(await generate({ ...request(['x.js']), files: [file('x.js', 'export function f( {')] })).toEqual([])
})

test('stops when it is told to', async () => {
  const stop = new AbortController()
  const running = generate(request(['lib/a.js']), { signal: stop.signal })
  stop.abort()
  await expect(running).rejects.toThrow(/abort/i)
})

test('a thread that fails is a defect, not an empty answer', async () => {
  await expect(
    generate(request(['lib/a.js']), { workerUrl: new URL('data:text/javascript,throw new Error("broken")') }),
  ).rejects.toMatchObject({ code: 'internal' })
})

test('a thread that rests is asked again, several at once get one each, and one that was stopped is not', async () => {
  const told = () => generate(request(['lib/a.js#common']))
  const first = await told()
  expect(await Promise.all([told(), told(), told()])).toEqual([first, first, first])
  const stop = new AbortController()
  const stopped = generate(request(['lib/a.js']), { signal: stop.signal })
  stop.abort()
  await expect(stopped).rejects.toThrow(/abort/i)
  expect(await told()).toEqual(first)
})
