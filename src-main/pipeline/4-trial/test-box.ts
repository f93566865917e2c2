/** A box of the profile for test suites with a copy of the project, and how its harness is asked. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Manifest } from '../../../src-shared/domain/manifest.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { whyNotStarted } from '../../sandbox/not-started.ts'
import { foldersBeside } from '../../project/package-links.ts'
import { defaultLimits, type Box, type Limits, type Mount } from '../../sandbox/sandbox.ts'
import { harnessScript, neutralPlaces, type TrialPorts } from './ports.ts'
import { endText } from './shim.ts'
import { outOfTime } from './test-text.ts'

export interface TestRequest {
  readonly copyDir: string
  readonly tests: Manifest['tests']
  readonly nodeModules: readonly string[]
  readonly limits?: Partial<Limits>
  /** Exactly so much, instead of what suites need at least. */
  readonly memoryBytes?: number
  /** Beside harness, project and packages. */
  readonly mounts?: readonly Mount[]
}

const fillAnswer = z.object({ filled: z.literal(true) })
export const programAnswer = z.object({
  code: z.number().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  /** Packed. */
  report: z.string().nullable(),
})

export interface Failure {
  /** As names of tests that passed: `file#name`. */
  readonly name: string
  /** Which test, where, and why. */
  readonly detail: string
}
export interface Ran {
  readonly passedNames: readonly string[]
  readonly failures: readonly Failure[]
  readonly testFiles: readonly string[]
}
export interface Broken {
  readonly status: 'failed' | 'invalid'
  readonly detail: string
}
export const startMs = 10_000

/** Where the copy is mounted that a box makes its own writable one from. */
const copyPlace = '/copy'
/** As the copy of a project may be at most (`treeLimits`). */
const projectBytes = 256 << 20

/** The zone and language that the operator's tests run with by hand. */
const zoneAndLocale = (): { readonly timeZone: string; readonly locale: string } => {
  const named = process.env['LC_ALL'] || process.env['LANG'] || ''
  return {
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: /^[A-Za-z][\w.@-]{0,40}$/.test(named) ? named : 'C.UTF-8',
  }
}

/**
 * A runner, its workers and their compilers are several processes that hold a whole project each: what one function is judged in is too
 * small for them. What the manifest allows holds where it is more.
 */
export const suiteLimits = (own: Partial<Limits> = {}): Limits => {
  const limits = { ...defaultLimits, ...own }
  return {
    ...limits,
    memoryBytes: Math.max(limits.memoryBytes, 2 * 2 ** 30),
    diskBytes: Math.max(limits.diskBytes, 256 << 20),
    processes: Math.max(limits.processes, 256),
  }
}

/** What is installed may ask for packages of the monorepo, by links out of the mounted folder. */
const besideModules = (modules: string, copyDir: string): readonly Mount[] =>
  foldersBeside(modules)
    .map(name => ({ host: path.join(copyDir, name), box: `/${name}` }))
    .filter(({ host }) => existsSync(host))

/** A box of the second profile with a throw-away copy of the project; whatever its tests write is gone with it. */
const openTestBox = async (request: TestRequest, timeoutMs: number, ports: TrialPorts): Promise<Box | Broken | Refused> => {
  const { harness, project, modules: modulesPlace } = neutralPlaces
  const modules = request.nodeModules[0]
  const own = suiteLimits(request.limits)
  const limits = { ...own, memoryBytes: request.memoryBytes ?? own.memoryBytes }
  const wholeMs = (timeoutMs + startMs) * 3
  const box = await ports.sandbox.open(
    {
      runtime: 'node',
      runtimeFlags: ['--no-warnings'],
      argv: [harnessScript(ports, 'run-tests')],
      mounts: [
        { host: ports.harnessDir, box: harness },
        { host: request.copyDir, box: copyPlace },
        ...(modules === undefined ? [] : [{ host: modules, box: modulesPlace }, ...besideModules(modules, request.copyDir)]),
        ...(request.mounts ?? []),
      ],
      suite: { folder: project, folderBytes: projectBytes + limits.diskBytes, ...zoneAndLocale() },
      limits: { ...limits, wallMs: wholeMs, cpuMs: wholeMs },
    },
    ports.signal,
  )
  const asked = { op: 'fill', from: copyPlace, into: project, modules: modules === undefined ? null : modulesPlace }
  const filled = await ask(box, asked, fillAnswer, timeoutMs + startMs)
  if ('filled' in filled) return box
  await box.close()
  return filled
}

/** Something done in such a box, which is gone afterwards. */
export const inTestBox = async <T>(
  request: TestRequest,
  timeoutMs: number,
  ports: TrialPorts,
  work: (box: Box) => Promise<T | Broken | Refused>,
): Promise<T | Broken | Refused> => {
  const box = await openTestBox(request, timeoutMs, ports)
  if ('kind' in box || 'status' in box) return box
  try {
    return await work(box)
  } finally {
    await box.close()
  }
}

export const ask = async <T>(
  box: Box,
  payload: object,
  schema: z.ZodType<T>,
  timeoutMs: number,
): Promise<T | Broken | Refused> => {
  const answer = await box.request(payload, timeoutMs)
  switch (answer.kind) {
    case 'answer': {
      const read = schema.safeParse(answer.payload)
      return read.success ? read.data : { status: 'invalid', detail: 'The report of the test run did not fit its form.' }
    }
    case 'invalid':
      return { status: 'invalid', detail: `Something else wrote into the channel of the test report: ${answer.reason}.` }
    case 'timeout':
      return { status: 'failed', detail: `${outOfTime('The tests', timeoutMs)}.` }
    case 'ended': {
      const { end } = answer.result
      if (end.kind === 'cancelled') return refuse('cancelled', 'Cancelled. Nothing was changed.', '')
      if (end.kind === 'not-started') return whyNotStarted(end)
      return { status: 'failed', detail: `During the tests ${endText(end)}.` }
    }
  }
}
export const isBroken = (value: object): value is Broken => 'status' in value

/** Where a command runs in the box. */
export const placeOf = ({ folder }: { readonly folder: string }): string => path.posix.join(neutralPlaces.project, folder)

/** A file as a report names it, relative to the project: runners name those of a package as seen from there. */
export const inProject = (file: string, { folder }: { readonly folder: string }): string => {
  const plain = relative(file)
  return folder === '' || plain === '' || plain !== file || path.posix.isAbsolute(file) ? plain : path.posix.join(folder, plain)
}

/** `node:test` resolves names of whole files against the folder of the harness. */
export const relative = (file: string): string => file.replace(/^\/(?:src|box)\//, '')
