import { describe, expect, it } from 'vitest'
import { systemRandom } from '../../platform/random.ts'
import { createApprovalProofs, proofLifeMs } from './proofs.ts'

const subject = { of: 'candidate', id: 'c_0000000001', diffSha256: 'a'.repeat(64) } as const

function bench() {
  const time = { nowMs: 1e12 }
  return { time, proofs: createApprovalProofs({ clock: { nowMs: () => time.nowMs }, random: systemRandom }) }
}

describe('a proof', () => {
  it('is good once, to the end of its life', () => {
    const { time, proofs } = bench()
    const proof = proofs.make(subject, 'page 1')
    time.nowMs += proofLifeMs
    expect(proofs.present(proof, subject, 'page 1')).toEqual({ kind: 'good' })
    expect(proofs.present(proof, subject, 'page 1')).toEqual({ kind: 'used' })
  })
  it('is too old after that, and later nobody knows it', () => {
    const { time, proofs } = bench()
    const [one, two] = [proofs.make(subject, 'page 1'), proofs.make(subject, 'page 1')]
    time.nowMs += proofLifeMs + 1
    expect(proofs.present(one, subject, 'page 1')).toEqual({ kind: 'expired' })
    time.nowMs += proofLifeMs
    proofs.make(subject, 'page 2')
    expect(proofs.present(two, subject, 'page 1')).toEqual({ kind: 'unknown' })
  })
  it('does not last for ever where the clock is set back', () => {
    const { time, proofs } = bench()
    const proof = proofs.make(subject, 'page 1')
    time.nowMs -= 86_400_000
    expect(proofs.present(proof, subject, 'page 1')).toEqual({ kind: 'expired' })
  })
  it('of another page, or for something else, is used up by whoever presents it', () => {
    const { proofs } = bench()
    const other = { ...subject, diffSha256: 'b'.repeat(64) }
    const [one, two] = [proofs.make(subject, 'page 1'), proofs.make(subject, 'page 1')]
    expect(proofs.present(one, subject, 'page 2')).toEqual({ kind: 'other-page' })
    expect(proofs.present(two, other, 'page 1')).toEqual({ kind: 'other-subject', madeFor: subject })
    for (const each of [one, two]) expect(proofs.present(each, subject, 'page 1')).toEqual({ kind: 'used' })
  })
  it('that is none is missing or unknown', () => {
    const { proofs } = bench()
    for (const none of [undefined, '']) expect(proofs.present(none, subject, 'page 1')).toEqual({ kind: 'missing' })
    expect(proofs.present('constructor', subject, 'page 1')).toEqual({ kind: 'unknown' })
  })
  it('is for one value of a setting, and for a policy as it is', () => {
    const { proofs } = bench()
    const on = { of: 'setting', key: 'review.scriptedApprovals', value: true } as const
    const proof = proofs.make({ ...on, value: 'true' }, 'page 1')
    expect(proofs.present(proof, on, 'page 1')).toMatchObject({ kind: 'other-subject' })
  })
})

it('many of one page push out its own, and nobody else’s', () => {
  const { proofs } = bench()
  const others = proofs.make(subject, 'page 2')
  const first = proofs.make(subject, 'page 1')
  let last = ''
  for (let i = 0; i < 1000; i++) last = proofs.make(subject, 'page 1')
  expect(proofs.present(first, subject, 'page 1')).toEqual({ kind: 'unknown' })
  expect(proofs.present(last, subject, 'page 1')).toEqual({ kind: 'good' })
  expect(proofs.present(others, subject, 'page 2')).toEqual({ kind: 'good' })
})
