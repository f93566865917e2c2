/**
 * From the lines that a proof tells while it works, each with its time, to the time of its phases. Pure. The lines of older commits
 * read the same, so no commit needs a change to be timed.
 */
export const phases = ['start', 'generate', 'gates', 'tests', 'behaviour', 'A/B forks', 'outside clock', 'end'] as const
export type Phase = (typeof phases)[number]
export type Spent = Readonly<Record<Phase, number>>

export interface Told {
  /** Since the process was started. */
  readonly atMs: number
  readonly line: string
}

/** The phase that ends with a line: what stands between two forks is the second one. */
const endsWith = (line: string): Phase | null => {
  if (line.includes('timed from outside')) return 'outside clock'
  return /\b(?:fork \d+, |pair \d+ of )/.test(line) ? 'A/B forks' : null
}

const beginsWith = (line: string): Phase | null => {
  if (line.startsWith('generate:')) return 'generate'
  if (line.startsWith('verify:')) return 'gates'
  if (!line.startsWith('trial:')) return null
  if (endsWith(line)) return 'end'
  if (line.endsWith(": the project's tests")) return 'tests'
  if (line.endsWith(': behaviour against the original')) return 'behaviour'
  return line.endsWith(': measurement') ? 'A/B forks' : null
}

/** Milliseconds per phase, of a process that ended at `endMs`. Phases of several candidates add up. */
export const phasesOf = (told: readonly Told[], endMs: number): Spent => {
  const spent = Object.fromEntries(phases.map(phase => [phase, 0])) as Record<Phase, number>
  let phase: Phase = 'start'
  let sinceMs = 0
  for (const { atMs, line } of told) {
    const next = beginsWith(line)
    if (next === null) continue
    spent[endsWith(line) ?? phase] += atMs - sinceMs
    phase = next
    sinceMs = atMs
  }
  spent[phase] += endMs - sinceMs
  return spent
}
