/** The name of the operating system's user, for decisions: nobody has to give a name, and none is invented. */
import { userInfo } from 'node:os'
import { personName } from '../../src-shared/domain/person.ts'

/** Undefined where there is none, as in some containers, or where it could not stand in a decision. */
export function accountName(): string | undefined {
  try {
    const { username } = userInfo()
    return personName.test(username) ? username : undefined
  } catch {
    return undefined
  }
}
