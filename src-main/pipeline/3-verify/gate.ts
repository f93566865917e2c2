/** What a gate is given and what it answers. Gates read texts; none of them runs anything. */
import type { FileChange, Proposal } from '../../../src-shared/domain/candidate.ts'
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import type { GateResult } from '../../../src-shared/domain/evidence.ts'
import type { Project } from '../../project/project.ts'
import type { Allowed } from './allowed.ts'

export interface GateInput {
  readonly proposal: Proposal
  readonly project: Project
  readonly allowed: Allowed
  /** What the manifest says about the number that is meant. */
  readonly metric: MetricDeclaration
}

export interface Objection {
  readonly message: string
  readonly path: string | null
  /** 1-based, in the text after the change. */
  readonly line: number | null
}

export interface Gate {
  readonly name: GateResult['gate']
  /** What was looked at, for the reviewer, when there is no objection. */
  readonly looked: string
  check(input: GateInput): Objection | null
}

export const object = (message: string, path: string | null = null, line: number | null = null): Objection => ({
  message,
  path,
  line,
})

/** First objection over the files. */
export const firstOf = (input: GateInput, check: (file: FileChange) => Objection | null): Objection | null => {
  for (const file of input.proposal.files) {
    const objection = check(file)
    if (objection) return objection
  }
  return null
}
