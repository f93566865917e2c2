/** What `asis trial` proves: a whole text that somebody else wrote. It claims nothing, so that nothing is believed. */
import type { FileChange, Proposal } from '../../src-shared/domain/candidate.ts'
import { changedFunctions } from '../languages/javascript/inspect.ts'
import { sha256Of } from '../stores/sha256.ts'

interface Source {
  readonly path: string
  readonly text: string
  readonly sha256: string
}

export const externalProposal = (source: Source, after: string, title: string): Proposal => {
  const change: FileChange = {
    path: source.path,
    beforeSha256: source.sha256,
    afterSha256: sha256Of(after),
    before: source.text,
    after,
  }
  return {
    generator: 'agent',
    rule: 'external',
    shortName: 'external-candidate',
    title,
    reason: '',
    riskClass: 'C',
    files: [change],
    changedFunctions: changedFunctions(source.text, after, source.path).map(name => `${source.path}#${name}`),
    facts: [],
    probes: [],
    expectedGain: null,
    sameBehaviour: true,
    memoizes: false,
  }
}
