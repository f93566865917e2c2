/** One project as a stranger meets it: `asis init` untouched, its tests, `asis analyze`, `asis optimize` of the function that is pointed at. */
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Repository } from '../../bench/repositories/list.ts'
import { refusalIn, type Called } from './command-line.ts'
import type { Suite, SuiteOptions } from './suite-of.ts'

export interface Row {
  readonly byHand: string
  readonly tests: string
  readonly measured: string
  readonly tried: string
  readonly verdict: string
  /** Of init, analyze and optimize. */
  readonly codes: string
  /** Since init was started, to the end of optimize, without the tests. */
  readonly seconds: string
  /** The first line that stopped it; empty where nothing did. */
  readonly stopped: string
}
export const noRow: Row = {
  byHand: '-',
  tests: '-',
  measured: '-',
  tried: '-',
  verdict: '-',
  codes: '-',
  seconds: '-',
  stopped: '',
}

export interface Tools {
  asis(cwd: string, args: readonly string[], timeoutMs: number): Called
  suiteOf(dir: string, options: SuiteOptions): Promise<Suite>
}

const interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() })
const optimized = z.object({
  verdict: z.string(),
  speedup: interval.nullable(),
  reasons: z.array(z.string()),
  bySize: z.array(z.unknown()),
  tried: z.array(z.object({ title: z.string(), verdict: z.string(), speedup: interval.nullable(), why: z.string() })),
})
const written = z.object({ written: z.array(z.string()) })

/** What ASIS wrote there, now or the last time: a stranger's repository has none of it. */
const clear = (dir: string): void => {
  for (const name of ['asis.config.json', 'asis-inputs']) rmSync(path.join(dir, name), { recursive: true, force: true })
}

const firstLine = (text: string): string => text.split('\n').find(line => line.trim() !== '') ?? ''

const measuredIn = ({ stderr }: Called): string => {
  const [good, bad] = [/^measured \S+$/gm, /^\S+ was not measured: /gm].map(each => stderr.match(each)?.length ?? 0)
  return `${good} of ${(good ?? 0) + (bad ?? 0)}`
}

const verdictOf = (called: Called): Pick<Row, 'tried' | 'verdict'> => {
  const read = optimized.safeParse(called.document)
  if (!read.success) return { tried: '-', verdict: '-' }
  const { verdict, speedup, tried, reasons } = read.data
  if (tried.length === 0) return { tried: '0', verdict: reasons[0] ?? verdict }
  const figure =
    speedup === null ? '' : ` ${speedup.estimate.toFixed(2)}x (${speedup.low.toFixed(2)} to ${speedup.high.toFixed(2)})`
  const others = tried.map(each => `${each.verdict}: ${each.why}`).join('; ')
  return { tried: String(tried.length), verdict: verdict === 'improved' ? `improved${figure}` : others }
}

export const walkThrough = async (
  repository: Repository,
  dir: string,
  tools: Tools,
  options: SuiteOptions & { readonly tests: boolean },
): Promise<Row> => {
  const opened = path.join(dir, repository.folder ?? '.')
  if (!existsSync(path.join(opened, repository.file)))
    return { ...noRow, stopped: `${repository.file} is not in the clone: ${repository.commit.slice(0, 10)} is needed` }
  clear(opened)
  try {
    const init = tools.asis(opened, ['init'], 120_000)
    const analyze = init.code === 0 ? tools.asis(opened, ['analyze'], 600_000) : null
    const optimize = tools.asis(opened, ['optimize', repository.file, '--function', repository.function], 900_000)
    const suite = options.tests ? await tools.suiteOf(opened, options) : null
    const causes = [
      init.code === 0 && !written.safeParse(init.document).success ? 'init wrote nothing that it names' : refusalIn(init),
      suite === null || suite.cause === '' ? null : suite.cause,
      analyze && (refusalIn(analyze) ?? /^(?:\S+) was not measured: .*$/m.exec(analyze.stderr)?.[0] ?? null),
      refusalIn(optimize),
    ]
    const elapsedMs = init.elapsedMs + (analyze?.elapsedMs ?? 0) + optimize.elapsedMs
    return {
      byHand: suite?.byHand ?? '-',
      tests: suite === null ? '-' : `${suite.counted} (${suite.runner}, ${suite.seconds} s, canaries ${suite.canary})`,
      measured: analyze ? measuredIn(analyze) : '-',
      ...verdictOf(optimize),
      codes: [init.code, analyze?.code ?? '-', optimize.code].join(', '),
      seconds: (elapsedMs / 1000).toFixed(0),
      stopped: firstLine(causes.find(cause => cause !== null) ?? ''),
    }
  } finally {
    clear(opened)
  }
}

/** Only the last step, for a function that was chosen afterwards. */
export const pointedAt = (at: { readonly file: string; readonly function: string }, dir: string, tools: Tools): Row => {
  const optimize = tools.asis(dir, ['optimize', at.file, '--function', at.function], 900_000)
  return {
    ...noRow,
    ...verdictOf(optimize),
    codes: String(optimize.code),
    seconds: (optimize.elapsedMs / 1000).toFixed(0),
    stopped: firstLine(refusalIn(optimize) ?? ''),
  }
}
