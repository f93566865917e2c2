/**
 * How a person stands in decisions and in the journal: `operator`, or `operator:NAME` where a host gave a name; `script` and `script:NAME` where a program decided. Nobody proves a name: two
 * approvals are a guard against haste, not against somebody who has the account.
 */

/** Who gives no name. */
export const unnamed = 'operator'

/** No colon: no name can look like a policy's or like another kind of decider. */
export const personName = /^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,59}$/u

export const personBy = (name: string): string => (isSame(name, unnamed) ? unnamed : `${unnamed}:${name}`)

/** As it is said to people: without what the record needs. */
export const nameIn = (by: string): string => (by.startsWith(`${unnamed}:`) ? by.slice(unnamed.length + 1) : by)

/** A program that decided where programs may (`review.scriptedApprovals`); `script:NAME` where it gave a name. It is nobody's second look. */
const script = 'script'

/** The same decider, where a program asked in his name. */
export const scriptBy = (by: string): string => (by === unnamed ? script : `${script}:${nameIn(by)}`)

export const isScript = (by: string): boolean => by === script || by.startsWith(`${script}:`)

/** Any decider as it is said to people: a name, `policy NAME`, `a script of NAME`, `the watch`, `recovery`. */
export function whoOf(by: string): string {
  if (by.startsWith('policy:')) return `policy ${by.slice('policy:'.length)}`
  if (isScript(by)) return by === script ? 'a script' : `a script of ${by.slice(script.length + 1)}`
  return by === 'watch' ? 'the watch' : nameIn(by)
}

export const isPerson = (by: string): boolean => by === unnamed || by.startsWith(`${unnamed}:`)

/** Another spelling is nobody else: case, blanks and forms of the same letters. */
const keyOf = (name: string): string => name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
const isSame = (a: string, b: string): boolean => keyOf(a) === keyOf(b)

/**
 * Whether two deciders are one person. `account` is the name of the operating system's user: it is who works without a name, so that one
 * person at the window, in a terminal and in a browser is not three.
 */
export function isSamePerson(a: string, b: string, account?: string): boolean {
  const whole = (by: string): string => (by === unnamed && account !== undefined ? account : nameIn(by))
  return isSame(whole(a), whole(b))
}
