/**
 * Proves the box before anything else runs in it: starts the probe with a secret file beside it and a descriptor leaked on
 * purpose, and lets the judge decide. What a machine promises counts for nothing; what the probe could not do counts.
 */
import { closeSync, mkdirSync, mkdtempSync, openSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { IsolationReport } from '../../../src-shared/domain/evidence.ts'
import { defaultLimits, type Job } from '../sandbox.ts'
import { type Parts, startJob } from './bubblewrap-sandbox.ts'
import { idleDataBytes, judgeProbe, probeReport } from './judge-probe.ts'
import { filesOf, socketsOf } from './kernel-objects.ts'
import { nodeThreadLimit } from './node-runtime.ts'
import { openBox } from './open-box.ts'
import { descendants } from './process-tree.ts'
import { probe } from './self-test-probe.ts'

export type SelfTest =
  | { readonly kind: 'ran'; readonly checks: IsolationReport['checks']; readonly idleDataBytes: number | undefined }
  /** Not even the probe could be started or heard. */
  | { readonly kind: 'broken'; readonly detail: string }

const patienceMs = 20_000
const unshareInBox = '/t/unshare'

/** As the self-test has it; what a trial asks for differs in sizes and names only. */
const suite = { folder: '/src', folderBytes: 16 << 20, timeZone: 'UTC', locale: 'C.UTF-8' } as const

/** @param forSuites the second profile instead of the first. */
export async function selfTest(parts: Parts, { forSuites = false } = {}): Promise<SelfTest> {
  mkdirSync(parts.copies, { recursive: true })
  const own = mkdtempSync(path.join(parts.copies, `self-test-${process.pid}-`))
  const secretPath = path.join(own, 'secret')
  writeFileSync(secretPath, 'nobody in the box may read this\n', { mode: 0o644 })
  const leak = openSync(secretPath, 'r')
  try {
    const job: Job = {
      runtime: 'node',
      argv: ['-e', `(${probe.toString()})()`],
      mounts: [
        { host: parts.tools.unshare, box: unshareInBox },
        { host: own, box: '/copy' },
      ],
      limits: { wallMs: patienceMs },
      ...(forSuites ? { suite } : {}),
    }
    // 10 and 11 come after our own descriptors; the second one is a folder of the machine.
    const root = openSync('/', 'r')
    const started = startJob(parts, job, { channel: true, leak: [leak, root] })
    closeSync(root)
    if (!('running' in started))
      return { kind: 'broken', detail: started.end.kind === 'not-started' ? started.end.detail : started.end.kind }
    const box = openBox(started.launched, started.running, parts)
    const answer = await box.request({ secretPath, unshare: unshareInBox }, patienceMs)
    const { firstPid } = started.launched.status()
    const userId = firstPid === undefined ? undefined : statSync(`/proc/${firstPid}`, { throwIfNoEntry: false })?.uid
    const watched =
      firstPid === undefined
        ? { processes: 0, files: undefined, sockets: undefined }
        : { processes: descendants(firstPid).length, files: filesOf(firstPid), sockets: socketsOf(firstPid).sockets }
    const result = await box.close()
    if (answer.kind !== 'answer') {
      return {
        kind: 'broken',
        detail: result.end.kind === 'not-started' ? result.end.detail : (result.stderr.trim().split('\n').at(-1) ?? answer.kind),
      }
    }
    const report = probeReport.safeParse(answer.payload)
    if (!report.success) return { kind: 'broken', detail: 'the probe gave no usable report' }
    const checks = judgeProbe(report.data, {
      namespaces: ownNamespaces(Object.keys(report.data.namespaces)),
      userId,
      threadLimit: nodeThreadLimit(defaultLimits),
      forSuites,
      watched,
    })
    return { kind: 'ran', checks, idleDataBytes: idleDataBytes(report.data) }
  } finally {
    closeSync(leak)
    rmSync(own, { recursive: true, force: true })
  }
}

const ownNamespaces = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map(name => [name, readlinkSync(`/proc/self/ns/${name}`)]))
