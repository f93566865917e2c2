/** What a compiler says, told apart by what it says and not by its lines, which a change moves. */
export interface Diagnostic {
  /** Relative to the project; '' for what belongs to no file. */
  readonly file: string
  readonly line: number
  readonly code: string
  readonly message: string
}

const inFile = /^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/
const alone = /^error (TS\d+): (.*)$/

/** Of `--pretty false`. Lines that begin with a blank go on with the one before. */
export const readDiagnostics = (output: string): readonly Diagnostic[] => {
  const found: { file: string; line: number; code: string; message: string }[] = []
  for (const line of output.split(/\r?\n/)) {
    const one = inFile.exec(line)
    const global = one ? null : alone.exec(line)
    if (one) found.push({ file: one[1] ?? '', line: Number(one[2]), code: one[3] ?? '', message: one[4] ?? '' })
    else if (global) found.push({ file: '', line: 0, code: global[1] ?? '', message: global[2] ?? '' })
    else if (/^\s+\S/.test(line) && found.length > 0) found.at(-1)!.message += ` ${line.trim()}`
  }
  return found
}

const keyOf = ({ file, code, message }: Diagnostic): string => `${file}\0${code}\0${message}`

/** Those that were not there before, in their order. The same sentence twice where it stood once is new. */
export const newDiagnostics = (before: readonly Diagnostic[], after: readonly Diagnostic[]): readonly Diagnostic[] => {
  const left = new Map<string, number>()
  for (const each of before) left.set(keyOf(each), (left.get(keyOf(each)) ?? 0) + 1)
  return after.filter(each => {
    const count = left.get(keyOf(each)) ?? 0
    left.set(keyOf(each), count - 1)
    return count <= 0
  })
}

export const diagnosticText = ({ file, line, code, message }: Diagnostic): string =>
  `${file === '' ? '' : `${file}:${line} `}${code}: ${message.replace(/\s+/g, ' ').slice(0, 300)}`

/** Comments that keep a compiler from saying what it sees. */
export const silenced = (text: string): number => text.match(/@ts-(?:nocheck|ignore|expect-error)\b/g)?.length ?? 0
