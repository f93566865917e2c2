/** What the rule generator is asked and the limits of its answer. Plain data: it crosses to the worker and back. */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { SourceFile } from '../../project/project.ts'

export interface GenerateRequest {
  /** Every file that may change, with its text. Files not named here or below do not exist for the generator. */
  readonly files: readonly SourceFile[]
  /** Files that these import and that may not change: read for what their functions do. */
  readonly imported?: readonly SourceFile[]
  /** Where to look: `path` for all functions of a file, `path#function` for one and those of its file that it reaches. */
  readonly targets: readonly string[]
  /** Input sizes at which the operator measures; they decide whether small inputs are guarded. Empty when not known. */
  readonly sizes: readonly number[]
  /** How the rules did so far; a combined candidate counts for each of its rules. */
  readonly ruleStats?: readonly RuleStat[]
  /**
   * What reviewers said about earlier candidates for this metric or these files, newest first. Rules ignore it: they rewrite what they
   * can prove, and prose proves nothing. For generators that can read (models, agents).
   */
  readonly remarks?: readonly Remark[]
  readonly maxProposals: number
}

export interface Remark {
  readonly path: string
  /** Of the earlier candidate's text, before or after its change. */
  readonly side: 'before' | 'after'
  /** From 1. */
  readonly line: number
  /** That line, without its line end. */
  readonly code: string
  readonly text: string
}

export interface RuleStat {
  /** `J01`, or `J01+J14` for combined ones. */
  readonly rule: string
  readonly tried: number
  /** Trials that ended `improved`. */
  readonly improved: number
}

export type GenerateAnswer =
  | { readonly ok: true; readonly proposals: readonly Proposal[] }
  /** The generator itself failed: a defect, told apart from "nothing found". */
  | { readonly ok: false; readonly message: string }

export interface WorkerData {
  readonly libraryFolder: string | null
}
