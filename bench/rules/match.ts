/**
 * Whether a rule proposes anything for a case. Reads text only and runs nothing, so it works in this process and takes milliseconds. A
 * proposal is no proof: what is solved only the whole way through the sandbox tells (`whole.ts`).
 */
import { sha256Of } from '../../src-main/pipeline/2-generate/proposal.ts'
import { propose } from '../../src-main/pipeline/2-generate/propose.ts'
import { importedFiles } from '../../src-main/project/imported-files.ts'
import { ownName } from '../../src-main/project/function-names.ts'
import type { RuleCase } from './entries.ts'

/** Rules of the proposals, best first, as `asis optimize` would try them; empty when none matches. */
/** @param folder where the file lies, for what it imports. */
export const rulesFor = (each: RuleCase, text: string, folder: string): readonly string[] => {
  const own = ownName(each.file, text, each.functionName)
  const proposals = propose({
    files: [{ path: each.file, text, sha256: sha256Of(text) }],
    imported: importedFiles(folder, [each.file]),
    targets: [own === null ? each.file : `${each.file}#${own}`],
    sizes: [...each.sizes],
    maxProposals: 4,
  })
  return proposals.map(proposal => proposal.rule)
}
