/**
 * What only a person may decide goes to the core with a proof: a one-time number for exactly this, which the core made for this page. Pages ask for it
 * when they show something (`prepare`); where it was used, is too old, or is not known to the core any more, another one is asked for without a word.
 */
import type { Input, Method, Output, Transport } from '../../src-shared/api/contract.ts'
import { subjectOf, type ProofSubject } from '../../src-shared/api/proof.ts'
import { CallError } from '../../src-shared/api/wire.ts'

/** As a carrier gives it: `proof` goes beside the input. */
export interface CarriedTransport extends Omit<Transport, 'call'> {
  call<M extends Method>(method: M, input: Input<M>, proof?: string): Promise<Output<M>>
}

export interface ProvedTransport extends Transport {
  /** Something that can be approved is shown now. */
  prepare(subject: ProofSubject): void
}

interface Proof {
  readonly proof: string
  readonly untilMs: number
}

/** On its way it must not become too old. */
const marginMs = 5000

export const proved = (carried: CarriedTransport, nowMs: () => number = Date.now): ProvedTransport => {
  const kept = new Map<string, Proof>()
  const ask = async (subject: ProofSubject): Promise<Proof> => {
    const { proof, lifeMs } = await carried.call('approvals.proof', subject)
    return { proof, untilMs: nowMs() + lifeMs - marginMs }
  }
  /** Each is good once. */
  const take = (key: string): string | null => {
    const found = kept.get(key)
    kept.delete(key)
    return found !== undefined && nowMs() < found.untilMs ? found.proof : null
  }
  const approve = async <M extends Method>(method: M, input: Input<M>, subject: ProofSubject): Promise<Output<M>> => {
    const known = take(JSON.stringify(subject))
    if (known !== null)
      try {
        return await carried.call(method, input, known)
      } catch (error) {
        // The core was started again, or another link was opened in this browser.
        if (!(error instanceof CallError) || error.code !== 'not-proved') throw error
      }
    return carried.call(method, input, (await ask(subject)).proof)
  }
  return {
    ...carried,
    call(method, input) {
      const subject = subjectOf(method, input)
      return subject === null ? carried.call(method, input) : approve(method, input, subject)
    },
    prepare(subject) {
      const key = JSON.stringify(subject)
      const known = kept.get(key)
      if (known !== undefined && nowMs() < known.untilMs) return
      ask(subject).then(
        proof => kept.set(key, proof),
        // Asked again when it is needed, and then it is told why not.
        () => {},
      )
    },
  }
}
