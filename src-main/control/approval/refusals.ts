/** Why an approval is not taken from whoever asks, and how it would be. Words only. */
import { scriptedApprovals, type ProofSubject } from '../../../src-shared/api/proof.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Presented } from './proofs.ts'

const wordsOf = (subject: ProofSubject): string => {
  switch (subject.of) {
    case 'candidate':
      return `candidate ${subject.id} with the diff ${subject.diffSha256.slice(0, 12)}`
    case 'setting':
      return `the setting ${subject.key} = ${String(subject.value)}`
    case 'policy':
      return `the policy ${subject.policy.name} as it was shown then`
  }
}

const whyOf = (presented: Exclude<Presented, { kind: 'good' }>): string => {
  switch (presented.kind) {
    case 'missing':
      return 'The page sent no proof that it shows what it approves.'
    case 'unknown':
      return 'The proof of this approval was not made here, or too long ago.'
    case 'used':
      return 'The proof of this approval was used before.'
    case 'expired':
      return 'The proof of this approval is too old.'
    case 'other-page':
      return 'The proof of this approval was made for another page.'
    case 'other-subject':
      return `The proof of this approval was made for ${wordsOf(presented.madeFor)}, and not for this.`
  }
}

export const notProved = (presented: Exclude<Presented, { kind: 'good' }>): Refused =>
  refuse('not-proved', `${whyOf(presented)} Nothing was changed.`, 'Look at what is shown now, then decide again on the page.')

/** As a shell takes it. */
const quoted = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

/** The command that lets programs approve, wherever it is given. */
export const turnOnCommand = ({ bundled, root }: { readonly bundled: boolean; readonly root: string }): string =>
  `asis settings ${scriptedApprovals} on ${bundled ? '--bundled' : `--project ${quoted(root)}`}`

/** For a program, while the setting is off. */
export const noScripts = (where: { readonly bundled: boolean; readonly root: string }): Refused =>
  refuse(
    'forbidden',
    'This is left to a person: a program (with a token, or without a terminal) may not approve here. Nothing was changed.',
    `Decide on the page of asis serve --approve, or at a terminal. To let programs approve, at a terminal: ${turnOnCommand(where)}; or on the page: Settings, Scripted approvals.`,
  )

/** For a program that would let programs in, whatever the setting says. */
export const neverByScript = (where: { readonly bundled: boolean; readonly root: string }): Refused =>
  refuse(
    'forbidden',
    'Only a person lets programs approve: no token does, and no command without a terminal. Nothing was changed.',
    `On the page: Settings, Scripted approvals. Or at a terminal: ${turnOnCommand(where)}`,
  )

export const pagesOnly = (): Refused =>
  refuse(
    'forbidden',
    'A proof is made for pages only, which came in by a launch link. Nothing was changed.',
    'Open the link that asis serve --approve prints.',
  )
