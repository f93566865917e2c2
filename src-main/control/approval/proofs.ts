/**
 * One-time numbers with which pages approve what they show. Kept in memory: after a restart no old one is good. Whoever presents one uses it up,
 * also where it does not fit: it has left the page that it was made for.
 */
import { createHash } from 'node:crypto'
import type { ProofSubject } from '../../../src-shared/api/proof.ts'
import type { Clock, RandomBytes } from '../../platform/ports.ts'

/** What became of one that was presented. */
export type Presented =
  | { readonly kind: 'good' }
  | { readonly kind: 'missing' }
  /** Not made here, or so long ago that nothing is known of it. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'used' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'other-page' }
  | { readonly kind: 'other-subject'; readonly madeFor: ProofSubject }

export interface ApprovalProofs {
  make(subject: ProofSubject, holder: string): string
  present(proof: string | undefined, subject: ProofSubject, holder: string): Presented
}

export const proofLifeMs = 5 * 60_000
/** More than anybody shows in that time; the oldest of the same page goes first. */
const mostOfOnePage = 64
const most = 2048

interface Made {
  readonly subject: ProofSubject
  readonly holder: string
  readonly madeMs: number
  used: boolean
}

/** What was parsed by one schema has its keys in one order. */
const isSame = (a: ProofSubject, b: ProofSubject): boolean => JSON.stringify(a) === JSON.stringify(b)
/** By digest, so that finding one tells nothing about the others by its time. */
const keyOf = (proof: string): string => createHash('sha256').update(proof).digest('hex')

export function createApprovalProofs({
  clock,
  random,
}: {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly random: RandomBytes
}): ApprovalProofs {
  // In the order in which they were made.
  const made = new Map<string, Made>()
  // A clock that was set back must not make one last for ever.
  const isOver = ({ madeMs }: Made): boolean => Math.abs(clock.nowMs() - madeMs) > proofLifeMs

  /** Those that are over stay for as long again, so that it can be said why they are refused. */
  function forget(holder: string): void {
    const ofHolder: string[] = []
    for (const [key, each] of made) {
      if (Math.abs(clock.nowMs() - each.madeMs) > 2 * proofLifeMs) made.delete(key)
      else if (each.holder === holder) ofHolder.push(key)
    }
    for (const key of ofHolder.slice(0, Math.max(0, ofHolder.length - mostOfOnePage + 1))) made.delete(key)
    for (const key of made.keys()) if (made.size >= most) made.delete(key)
  }

  return {
    make(subject, holder) {
      forget(holder)
      const proof = Buffer.from(random(32)).toString('base64url')
      made.set(keyOf(proof), { subject, holder, madeMs: clock.nowMs(), used: false })
      return proof
    },
    present(proof, subject, holder) {
      if (proof === undefined || proof === '') return { kind: 'missing' }
      const found = made.get(keyOf(proof))
      if (found === undefined) return { kind: 'unknown' }
      if (found.used) return { kind: 'used' }
      found.used = true
      if (isOver(found)) return { kind: 'expired' }
      if (found.holder !== holder) return { kind: 'other-page' }
      return isSame(found.subject, subject) ? { kind: 'good' } : { kind: 'other-subject', madeFor: found.subject }
    },
  }
}
