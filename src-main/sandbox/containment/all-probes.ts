/** Every probe with the folders and the descriptor that some of them need. For tests only. */
import { chmodSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limitProbes } from './limit-probes.ts'
import type { Probed, ProbeSet } from './probe.ts'
import { runProbes } from './run-probes.ts'
import { systemCallProbes } from './system-call-probes.ts'
import { wallProbes } from './wall-probes.ts'
import { openWeakened } from './weakened-box.ts'

export interface Prepared {
  readonly sets: readonly ProbeSet[]
  remove(): void
}

export const prepareProbes = (): Prepared => {
  // Whoever runs in the box may write there outside, so that the mount alone keeps it from writing.
  const source = mkdtempSync(join(tmpdir(), 'asis-source-'))
  chmodSync(source, 0o777)
  for (const name of ['a.js', 'b.js']) {
    writeFileSync(join(source, name), 'original')
    chmodSync(join(source, name), 0o666)
  }
  const secret = mkdtempSync(join(tmpdir(), 'asis-secret-'))
  chmodSync(secret, 0o755)
  writeFileSync(join(secret, 'key'), 'secret')
  return {
    sets: [...systemCallProbes, ...wallProbes({ source, secret }), ...limitProbes(openSync(join(secret, 'key'), 'r'))],
    remove: () => {
      for (const folder of [source, secret]) rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const probeAll = async (nodePath: string): Promise<Probed[]> => {
  const { sets, remove } = prepareProbes()
  const run = openWeakened(nodePath)
  try {
    const all: Probed[] = []
    for (const set of sets) all.push(...(await runProbes(set, run)))
    return all
  } finally {
    remove()
  }
}
