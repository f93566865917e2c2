/**
 * Whether the project's tests meet what was changed: each changed part is made to throw in our copy, and tests that still pass never ran
 * it, or do not care what comes of it. Parts that were there before throw in the original, where no candidate has a say; only what is new
 * throws in the candidate. Runs end at the first failure.
 */
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import type { TestReport } from '../../../src-shared/domain/evidence.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { isScriptPath } from '../../languages/javascript/syntax.ts'
import { throwingBlocks } from '../../languages/javascript/throwing-blocks.ts'
import { changedParts, throwingFunctions, throwingValues } from '../../languages/javascript/throwing.ts'
import { harnessScript, type TrialPorts } from './ports.ts'
import { runCommand } from './run-command.ts'
import { inTestBox, isBroken, type TestRequest } from './test-box.ts'
import type { TestOutcome } from './tests.ts'
import { readTestCommand } from '../../project/tests/read-command.ts'

/** Failures of the original that do not count. */
const asideOf = (baseline: TestReport | null): ReadonlySet<string> =>
  new Set(baseline && 'asideNames' in baseline ? (baseline as TestOutcome).asideNames : [])

export interface MeetsRequest extends Omit<TestRequest, 'copyDir'> {
  readonly beforeDir: string
  readonly afterDir: string
  readonly files: readonly FileChange[]
  /** Of the original: one per session, so that what was found out for it holds as long as it. */
  readonly baseline: TestReport | null
}
export interface Meets {
  readonly meetsChange: TestReport['meetsChange']
  /** `path#function`: what no test met, or what could not be made to throw. */
  readonly notMet: readonly string[]
}

/** One copy in which something throws. */
interface Probe {
  readonly label: string
  readonly side: 'before' | 'after'
  readonly path: string
  /** Null: it cannot be made to throw. */
  readonly text: string | null
}

/** Each part costs a run of the tests up to its first failure. */
const mostAlone = 8

/** From the texts alone: what a candidate says of itself is not asked. */
export function probesOf(files: readonly FileChange[], message: string): readonly Probe[] {
  return files.flatMap(({ path: file, before, after }): Probe[] => {
    if (!isScriptPath(file)) return [{ label: file, side: 'after', path: file, text: sqlThatFails(file, after, message) }]
    const { changed, added, values } = changedParts(file, before, after)
    const probe = (side: Probe['side'], names: readonly string[], label: string): Probe => ({
      label,
      side,
      path: file,
      text: throwingFunctions(file, side === 'before' ? before : after, names, message),
    })
    const each = (side: Probe['side'], names: readonly string[]): Probe[] => [
      ...names.slice(0, mostAlone).map(name => probe(side, [name], `${file}#${name}`)),
      ...(names.length > mostAlone ? [probe(side, names.slice(mostAlone), `${file}#${names.slice(mostAlone).join(', ')}`)] : []),
    ]
    const outside = { label: `${file}#top-level`, side: 'after', path: file, text: throwingValues(file, before, after, message) } as const // prettier-ignore
    return [...each('before', changed), ...each('after', added), ...(values ? [outside] : [])]
  })
}

/** No such function: whoever runs the statements of the file hears of it. */
const sqlThatFails = (file: string, text: string, message: string): string | null =>
  file.endsWith('.sql') ? `SELECT ${message}();\n${text}` : null

type Answer = 'fails' | 'passes' | 'unknown'
const known = new WeakMap<TestReport, Map<string, Answer>>()
const keyOf = ({ side, path: file, text }: Probe, message: string): string =>
  createHash('sha256')
    .update(`${side}\0${file}\0${text?.replaceAll(message, '')}`)
    .digest('hex')

/** `where`: `path:line` or `path:first-last` of the text after the change, as `behaviour.notMet` names blocks. */
function blockProbes(files: readonly FileChange[], where: string, message: string): readonly Probe[] {
  const [, file = '', first = '', last = first] = /^(.*):(\d+)(?:-(\d+))?$/.exec(where) ?? []
  const change = files.find(each => each.path === file)
  const texts = change && isScriptPath(file) ? throwingBlocks(file, change.after, Number(first), Number(last), message) : null
  return (texts ?? [null]).map(text => ({ label: where, side: 'after', path: file, text }))
}

const freshMessage = (ports: TrialPorts): string => `asis_${Buffer.from(ports.random(9)).toString('hex')}`

/** Whether the tests meet what was changed. */
export const testsMeetChange = (request: MeetsRequest, ports: TrialPorts): Promise<Meets | Refused> => {
  const message = freshMessage(ports)
  return tryAll(request, probesOf(request.files, message), message, ports)
}

/** Whether the tests meet these blocks, which the comparison did not run. */
export const testsMeetBlocks = (
  request: MeetsRequest,
  blocks: readonly string[],
  ports: TrialPorts,
): Promise<Meets | Refused> => {
  const message = freshMessage(ports)
  const probes = blocks.slice(0, mostAlone + 1).flatMap(where => blockProbes(request.files, where, message))
  // So many blocks without an input are no slip of the inputs.
  const few = blocks.length <= mostAlone && probes.length <= 2 * mostAlone
  return few ? tryAll(request, probes, message, ports) : Promise.resolve({ meetsChange: 'unknown', notMet: blocks })
}

const tryAll = async (
  request: MeetsRequest,
  probes: readonly Probe[],
  message: string,
  ports: TrialPorts,
): Promise<Meets | Refused> => {
  const answers = request.baseline ? (known.get(request.baseline) ?? new Map<string, Answer>()) : new Map<string, Answer>()
  if (request.baseline) known.set(request.baseline, answers)
  const unknown: string[] = []
  for (const probe of probes) {
    const key = keyOf(probe, message)
    const answer = answers.get(key) ?? (await tryOne(request, probe, ports))
    if (isRefused(answer)) return answer
    if (answer !== 'unknown') answers.set(key, answer)
    // One part that no test meets is the answer; the others would only cost their runs.
    if (answer === 'passes') return { meetsChange: 'no', notMet: [probe.label] }
    if (answer === 'unknown') unknown.push(probe.label)
  }
  return { meetsChange: probes.length === 0 || unknown.length > 0 ? 'unknown' : 'yes', notMet: unknown }
}

const tryOne = async (request: MeetsRequest, probe: Probe, ports: TrialPorts): Promise<Answer | Refused> => {
  if (probe.text === null) return 'unknown'
  const copyDir = probe.side === 'before' ? request.beforeDir : request.afterDir
  const file = path.join(copyDir, probe.path)
  const kept = readFileSync(file)
  const put = (bytes: string | Uint8Array): void => {
    // Made anew: our copy may share bytes with another one.
    rmSync(file)
    writeFileSync(file, bytes, { flag: 'wx', mode: 0o644 })
  }
  put(probe.text)
  try {
    return await failsIn({ ...request, copyDir }, asideOf(request.baseline), ports)
  } finally {
    put(kept)
  }
}

const failsIn = async (request: TestRequest, aside: ReadonlySet<string>, ports: TrialPorts): Promise<Answer | Refused> => {
  for (const { command, timeoutMs } of request.tests) {
    const read = readTestCommand(command, { dir: request.copyDir, nodeModules: request.nodeModules })
    if (isRefused(read)) return read
    for (const item of read.commands) {
      // To the end where failures of the original do not count: the first one may be such. A box for each: after a first failure tests of it may still run.
      const ran = await inTestBox(request, timeoutMs, ports, box =>
        runCommand(box, item, timeoutMs, name => harnessScript(ports, name), aside.size === 0),
      )
      if (isRefused(ran)) return ran
      if (isBroken(ran)) return 'unknown'
      if (ran.failures.some(({ name }) => !aside.has(name))) return 'fails'
    }
  }
  return 'passes'
}
