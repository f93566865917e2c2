/**
 * Stage 3 of 8: verify. Decides, without running it, whether a candidate is worth a sandbox run. Gates go from cheapest to
 * dearest and the first failure ends the stage. Nobody is trusted: a rule's candidate goes through the same gates as a model's.
 * What it cannot see (a loop without end, a wrong result) is the trial's work.
 */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { GateReport, GateResult } from '../../../src-shared/domain/evidence.ts'
import { behaviourMayChange, type MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import { AsisError } from '../../../src-shared/errors.ts'
import type { Project } from '../../project/project.ts'
import { allowedFor, allowedFrom } from './allowed.ts'
import { dangerGate } from './danger.ts'
import { object, type Gate, type GateInput, type Objection } from './gate.ts'
import { hashesGate } from './hashes.ts'
import { parseGate } from './parse.ts'
import { purityGate } from './purity.ts'
import { observe, scoreOf } from './safety.ts'
import { scopeGate } from './scope.ts'
import { sizeGate } from './size.ts'

export interface VerifyContext {
  readonly project: Project
  /** What the candidate is for: its targets, and what they call, may change. */
  readonly metric: MetricDeclaration
  /** Instead of the metric's targets: `path#function`, or `path` for every function of a file. Nothing else may change. */
  readonly allowedFunctions?: readonly string[]
}

/** Cheapest first. Scope comes after parse because it compares syntax trees, which a broken text does not have. */
const gates: readonly Gate[] = [hashesGate, sizeGate, parseGate, scopeGate, dangerGate, purityGate]

/**
 * @returns all gates that ran, the last one failed when `passed` is false. A rejected candidate has safety 0.
 * @throws AsisError `gate-crashed` when a gate cannot do its work.
 */
export const verify = async (asProposed: Proposal, context: VerifyContext): Promise<GateReport> => {
  const { project, metric, allowedFunctions } = context
  // Whether answers may differ is the manifest's word, not the proposal's.
  const proposal: Proposal = { ...asProposed, sameBehaviour: !behaviourMayChange(metric) }
  const allowed = allowedFunctions ? allowedFrom(project, allowedFunctions) : allowedFor(project, metric)
  const input: GateInput = { proposal, project, allowed, metric }
  const results: GateResult[] = []
  for (const gate of gates) {
    const objection = run(gate, input)
    results.push({ gate: gate.name, passed: objection === null, ...(objection ?? object(gate.looked)) })
    if (objection) {
      return {
        passed: false,
        gates: results,
        safety: { score: 0, risk: 'HIGH', reasons: [`rejected by the gate "${gate.name}": ${objection.message}`] },
      }
    }
  }
  return { passed: true, gates: results, safety: scoreOf(observe(proposal)) }
}

const run = (gate: Gate, input: GateInput): Objection | null => {
  try {
    return gate.check(input)
  } catch (cause) {
    // The parser recurses: a text that exhausts its stack is made to do so. No person writes one.
    if (cause instanceof RangeError)
      return object('The text nests too deeply to be checked.', input.proposal.files[0]?.path ?? null)
    throw new AsisError('gate-crashed', `The gate "${gate.name}" could not do its work.`, { cause })
  }
}
