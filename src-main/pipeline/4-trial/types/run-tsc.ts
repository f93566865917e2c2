/**
 * One run of the project's own compiler over a copy of the project, in a box of the profile for test suites: it reads whole trees and writes
 * what it has built. Its time and memory are bounded; what goes over is no answer.
 */
import { gunzipSync } from 'node:zlib'
import { isRefused, type Refused } from '../../../../src-shared/errors.ts'
import type { TrialPorts } from '../ports.ts'
import { ask, inTestBox, isBroken, programAnswer, startMs, type Broken } from '../test-box.ts'
import { lastLines } from '../test-text.ts'
import type { Compiler } from './compiler.ts'
import type { Config } from './configs.ts'
import { readDiagnostics, type Diagnostic } from './diagnostics.ts'

export const mostMs = 60_000
const mostBytes = 1536 << 20
/** Of what it prints. */
const mostText = 4 << 20
/** Of what it knows from the last run. */
const mostKnown = 32 << 20

export interface TypesTree {
  readonly copyDir: string
  readonly nodeModules: readonly string[]
}
export interface Compiled {
  readonly kind: 'compiled'
  readonly diagnostics: readonly Diagnostic[]
  /** What a later run over nearly the same files can go on from. */
  readonly known: Buffer | null
}
/** Why there is no answer. One sentence without a full stop. */
export interface NoAnswer {
  readonly kind: 'no-answer'
  readonly why: string
}

const knownInBox = '/tmp/known.tsbuildinfo'

const argumentsOf = (config: Config, { major }: Compiler): readonly string[] => {
  if (config.build) return ['-b', config.path, '--pretty', 'false']
  // The last run's knowledge is only kept without output since version 4.
  const incremental = major >= 4 ? ['--incremental', '--tsBuildInfoFile', knownInBox] : []
  return ['-p', config.path, '--noEmit', '--emitDeclarationOnly', 'false', '--pretty', 'false', ...incremental]
}

/** `knownFile`: on this machine, as an earlier run left it. */
export const runTsc = async (
  tree: TypesTree,
  config: Config,
  compiler: Compiler,
  knownFile: string | null,
  ports: TrialPorts,
): Promise<Compiled | NoAnswer | Refused> => {
  const request = {
    copyDir: tree.copyDir,
    tests: [],
    nodeModules: tree.nodeModules,
    memoryBytes: mostBytes,
    mounts: [
      ...compiler.mounts,
      ...config.mounts,
      ...(knownFile === null ? [] : [{ host: knownFile, box: '/known/known.tsbuildinfo' }]),
    ],
  }
  const asked = {
    op: 'program',
    argv: [`--max-old-space-size=${Math.floor((mostBytes >> 20) * 0.85)}`, compiler.program, ...argumentsOf(config, compiler)],
    env: { GOMEMLIMIT: `${Math.floor((mostBytes >> 20) * 0.85)}MiB`, GOMAXPROCS: '2' },
    timeoutMs: mostMs,
    kept: mostText,
    report: { kind: 'file', path: knownInBox },
    put: knownFile === null ? undefined : { files: ['/known/known.tsbuildinfo'], folder: '/tmp' },
  }
  const answer = await inTestBox(request, mostMs, ports, box => ask(box, asked, programAnswer, mostMs + startMs))
  if (isRefused(answer)) return answer
  if (isBroken(answer)) return noAnswer(answer)
  const { code, stdout, stderr } = answer
  if (code === null) return { kind: 'no-answer', why: `it did not end within ${mostMs / 1000} s, or needs more than 1.5 GB` }
  if (stdout.length >= mostText) return { kind: 'no-answer', why: 'it says more than can be compared' }
  const diagnostics = readDiagnostics(stdout)
  if (code !== 0 && diagnostics.length === 0) {
    const said = lastLines(stderr) || lastLines(stdout)
    const why = /out of memory|heap limit/i.test(said)
      ? 'it needs more than 1.5 GB'
      : `it ended with exit code ${code}: ${said.split('\n').at(-1)}`
    return { kind: 'no-answer', why }
  }
  return { kind: 'compiled', diagnostics, known: unpack(answer.report) }
}

const noAnswer = ({ detail }: Broken): NoAnswer => ({
  kind: 'no-answer',
  why: /memory/.test(detail) ? 'it needs more than 1.5 GB' : detail.replace(/\.$/, '').slice(0, 300),
})

const unpack = (report: string | null): Buffer | null => {
  if (report === null) return null
  try {
    return gunzipSync(Buffer.from(report, 'base64'), { maxOutputLength: mostKnown })
  } catch {
    return null
  }
}
