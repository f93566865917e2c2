/**
 * The in-toto statement (v1) about one modification: which bytes came in and which came out, what was tried with which result, who decided. Holds
 * figures and hashes, no source text. Pure.
 */
import type { Decision } from '../../../src-shared/domain/candidate.ts'
import type { StoredDetail } from '../../stores/stores.ts'

export const predicateType = 'urn:asis:modification:v1'

export interface StatementContext {
  readonly project: string
  readonly version: string
  readonly decisions: readonly Decision[]
  /** Of the journal when the statement was made: it binds the statement to what had happened until then. */
  readonly journalHead: { readonly records: number; readonly sha256: string }
  readonly nowMs: number
}

export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1'
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[]
  readonly predicateType: typeof predicateType
  readonly predicate: Readonly<Record<string, unknown>>
}

export function statementOf(candidate: StoredDetail, context: StatementContext): Statement {
  const { evidence } = candidate
  const measurement = evidence?.measurement ?? null
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: candidate.files.map(file => ({ name: file.path, digest: { sha256: file.afterSha256 } })),
    predicateType,
    predicate: {
      builder: { id: `asis ${context.version}` },
      project: context.project,
      modification: {
        id: candidate.id,
        title: candidate.title,
        state: candidate.state,
        generator: candidate.generator,
        rule: candidate.rule,
        reason: candidate.reason,
        facts: candidate.facts,
        changedFunctions: candidate.changedFunctions,
        diffSha256: candidate.diffSha256,
        createdMs: candidate.createdMs,
      },
      materials: candidate.files.map(file => ({ name: file.path, digest: { sha256: file.beforeSha256 } })),
      verdict: evidence?.verdict ?? null,
      reasons: evidence?.reasons ?? [],
      isolation: evidence?.isolation ?? null,
      gates: evidence?.gates.map(({ gate, passed }) => ({ gate, passed })) ?? [],
      safety: evidence?.safety ?? null,
      tests: evidence?.tests ? { ...evidence.tests, detail: undefined } : null,
      behaviour: evidence?.behaviour
        ? {
            compared: evidence.behaviour.compared,
            differences: evidence.behaviour.differences,
            families: evidence.behaviour.families,
          }
        : null,
      measurement: measurement && {
        unit: measurement.unit,
        verdict: measurement.verdict,
        improvement: measurement.improvement,
        split: measurement.split,
        bySize: measurement.bySize.map(({ size, verdict, improvement, forks, before, after }) => ({
          size,
          verdict,
          improvement,
          forks,
          before: before.median,
          after: after.median,
        })),
      },
      decisions: context.decisions,
      journalHead: context.journalHead,
      attestedMs: context.nowMs,
    },
  }
}
