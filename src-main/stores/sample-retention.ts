/**
 * Removes old samples and analyses. Whole days only, so that every rollup is of samples that are there or goes with them. References, baselines and
 * the newest analysis of each project stay: what is compared and shown now never hangs on old samples.
 */
import type { Database } from 'better-sqlite3'
import type { SampleRetention } from './retention.ts'
import type { Pause } from './stores.ts'

const dayMs = 86_400_000
/** Rows that are removed in a few milliseconds. */
const piece = 1000

/** Within pieces; false: ended early. */
async function inPieces(
  beforeMs: number,
  next: (beforeMs: number) => number | undefined,
  remove: (beforeMs: number) => number,
  pause: Pause,
): Promise<number | false> {
  for (let removed = 0; ;) {
    const end = next(beforeMs)
    removed += remove(end ?? beforeMs)
    if (!(await pause())) return false
    if (end === undefined) return removed
  }
}

export function openSampleRetention(db: Database): SampleRetention {
  const series = db.prepare<[], number>('SELECT series FROM series ORDER BY series').pluck()
  const inDays = db
    .prepare<[number, number], number>(
      `SELECT coalesce(sum(count), 0) FROM rollups WHERE series = ? AND width_ms = ${dayMs} AND start_ms < ?`,
    )
    .pluck()
  const upTo = db
    .prepare<[number, number, number], number>(
      'SELECT t_ms FROM samples WHERE series = ? AND t_ms < ? ORDER BY t_ms, n LIMIT 1 OFFSET ?',
    )
    .pluck()
  const removeSamples = db.prepare<[number, number]>('DELETE FROM samples WHERE series = ? AND t_ms < ?')
  const widths = db.prepare<[number], number>('SELECT DISTINCT width_ms FROM rollups WHERE series = ?').pluck()
  const rollupUpTo = db
    .prepare<[number, number, number, number], number>(
      'SELECT start_ms FROM rollups WHERE series = ? AND width_ms = ? AND start_ms < ? ORDER BY start_ms LIMIT 1 OFFSET ?',
    )
    .pluck()
  const removeRollups = db.prepare<[number, number, number]>(
    'DELETE FROM rollups WHERE series = ? AND width_ms = ? AND start_ms < ?',
  )
  // One look in the index for each project: the table has hundreds of rows a day.
  const nextProject = db.prepare<[string], string | null>('SELECT min(project_id) FROM analyses WHERE project_id > ?').pluck()
  const newest = db.prepare<[string], { n: number; endedMs: number }>(
    'SELECT n, ended_ms AS endedMs FROM analyses WHERE project_id = ? ORDER BY n DESC LIMIT 1',
  )
  const countAnalyses = db
    .prepare<[string, number], number>('SELECT count(*) FROM analyses WHERE project_id = ? AND ended_ms < ?')
    .pluck()
  const removeAnalyses = db.prepare<[string, number, number, number]>(
    'DELETE FROM analyses WHERE n IN (SELECT n FROM analyses WHERE project_id = ? AND ended_ms < ? AND n <> ? LIMIT ?)',
  )
  function* analysed(): Generator<{ readonly project: string; readonly n: number; readonly endedMs: number }> {
    for (let project = nextProject.get(''); project; project = nextProject.get(project))
      yield { project, ...newest.get(project)! }
  }
  const wholeDays = (beforeMs: number): number => Math.floor(beforeMs / dayMs) * dayMs

  return {
    due(beforeMs) {
      const end = wholeDays(beforeMs)
      return {
        samples: series.all().reduce((sum, each) => sum + (inDays.get(each, end) ?? 0), 0),
        analyses: analysed().reduce(
          (sum, { project, endedMs }) => sum + countAnalyses.get(project, end)! - (endedMs < end ? 1 : 0),
          0,
        ),
      }
    },
    async remove(beforeMs, pause) {
      const done = { samples: 0, analyses: 0 }
      const end = wholeDays(beforeMs)
      for (const each of series.all()) {
        // Samples first: a rollup of what is gone is never drawn, a sample without its rollup would be counted wrongly.
        const samples = await inPieces(
          end,
          before => upTo.get(each, before, piece),
          before => removeSamples.run(each, before).changes,
          pause,
        )
        if (samples === false) return done
        done.samples += samples
        for (const width of widths.all(each)) {
          const rollups = await inPieces(
            end,
            before => rollupUpTo.get(each, width, before, piece),
            before => removeRollups.run(each, width, before).changes,
            pause,
          )
          if (rollups === false) return done
        }
      }
      for (const { project, n } of analysed())
        for (let removed = piece; removed === piece;) {
          removed = removeAnalyses.run(project, end, n, piece).changes
          done.analyses += removed
          if (!(await pause())) return done
        }
      return done
    },
  }
}
