/**
 * What a containment probe is: something that a job tries, and the one protection that stops it. A control runs the same probe in a box
 * without exactly that protection: a probe that does not fire there proves nothing. For tests only, and only inside of boxes.
 */
import type { Job } from '../sandbox.ts'

/** The one thing that the box of a control does without. */
export interface Weakening {
  readonly name: string
  /** No system call filter. */
  readonly withoutFilter?: true
  /** Of bubblewrap. */
  readonly options?: (options: readonly string[]) => readonly string[]
  /** What bubblewrap starts, with the resource limits. */
  readonly command?: (command: readonly string[]) => readonly string[]
  /** Descriptors that are let through besides. */
  readonly keep?: readonly number[]
  /** Larger limits of the watchdog. */
  readonly limits?: Job['limits']
}

/** Probes that run one after the other in one box, and the protection that they have in common. */
export interface ProbeSet {
  readonly group: string
  readonly weakening: Weakening
  /** `node`: expressions; `python`: expressions after `prelude`. True or a number from 0 means that it fired. */
  readonly runtime: Job['runtime']
  readonly prelude?: string
  readonly probes: Readonly<Record<string, string>>
  readonly job?: Partial<Job>
  /** Descriptors of ours that are open when the box starts. */
  readonly leak?: readonly number[]
}

export interface Probed {
  readonly group: string
  readonly name: string
  readonly protection: string
  /** What the probe said in the box as it is. */
  readonly strong: string
  /** And in the box without the protection. */
  readonly control: string
}

export const fired = 'fired'
export const contained = (probed: Probed): boolean => probed.strong !== fired
export const controlFired = (probed: Probed): boolean => probed.control === fired

/** Takes `count` arguments away from where `first` stands, followed by `next`. @throws Error when it is not there. */
export const without =
  (first: readonly string[], count = first.length) =>
  (list: readonly string[]): readonly string[] => {
    const at = list.findIndex((_, index) => first.every((text, offset) => list[index + offset] === text))
    if (at < 0) throw new Error(`${first.join(' ')} is not among the arguments`)
    return list.toSpliced(at, count)
  }

export const withoutLimit =
  (name: string) =>
  (command: readonly string[]): readonly string[] => {
    const found = command.filter(argument => !argument.startsWith(`--${name}=`))
    if (found.length === command.length) throw new Error(`--${name} is not among the arguments`)
    return found
  }

/**
 * This kernel knows no such call: the control says nothing here, and neither would an attack. A processor that has no way in for 32-bit
 * code answers with SIGSEGV, also without any filter; a filter answers with SIGSYS.
 */
export const absentHere = ({ name, control }: Probed): boolean =>
  control === 'ENOSYS' || (name === 'a call in 32-bit mode' && control.includes('"SIGSEGV"'))
