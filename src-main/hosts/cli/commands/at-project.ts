/** Where a command about one candidate works: the id is enough to say which project is meant. */
import path from 'node:path'
import { candidateId } from '../../../../src-shared/domain/candidate.ts'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import { rootOfCandidate } from '../../../control/any-project.ts'
import { home, type GlobalOptions } from '../context.ts'

/** The options with the folder of the candidate's project, unless the caller named one. */
export function atProjectOf(id: string, options: GlobalOptions): GlobalOptions | Refused {
  if (!candidateId.safeParse(id).success)
    return refuse(
      'bad-input',
      `${id.slice(0, 80)} is no id of a candidate: those look like c_0123456789. Nothing was changed.`,
      'List what there is: asis candidates',
    )
  if (options.project !== undefined || options.bundled) return options
  const root = rootOfCandidate(home(), id)
  if (isRefused(root)) return root
  return root === path.join(home(), 'bundled-project') ? { ...options, bundled: true } : { ...options, project: root }
}
