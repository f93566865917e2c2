/**
 * The scripted core with twenty metrics that arrive ten times a second: what the first page has to bear. Times come from a clock that the
 * caller drives, so that half an hour can pass in a minute.
 */
import type { EventData, Input, Method, Output, Scope } from '../../src-shared/api/contract.ts'
import type { MetricView, Sample } from '../../src-shared/domain/metric.ts'
import type { Refused } from '../../src-shared/errors.ts'
import type { Core } from '../../src-main/core-types.ts'
import { createScriptedCore } from '../../e2e/fixtures/scripted-core.ts'
import { metricSeeds, seeded, viewOf } from '../../e2e/fixtures/scripted-data.ts'

export interface LiveCore extends Core {
  /** One sample of every metric at this time. */
  sampleAll(tMs: number): void
}

const hourMs = 3_600_000
/** As many as the store would hand out; older ones are of no interest here. */
const kept = 40_000

export const createLiveCore = (count: number, nowMs: () => number): LiveCore => {
  const base = createScriptedCore('much')
  const random = seeded(7)
  const seeds = Array.from({ length: count }, (_, i) => {
    const seed = metricSeeds[i % metricSeeds.length]!
    return i < metricSeeds.length ? seed : { ...seed, id: `${seed.id}_${i}`, title: `${seed.title} (${i})` }
  })
  const listeners = new Set<(data: EventData<'metrics.sampled'>) => void>()
  const valueOf = (i: number): number => seeds[i]!.now * (1 + seeds[i]!.spread * (random() + random() + random() - 1.5))
  // Six hours of a slow monitor, then twenty minutes as dense as what comes.
  const samples = seeds.map((_, i) => [
    ...Array.from({ length: 680 }, (_each, k): Sample => ({ tMs: nowMs() - 6 * hourMs + k * 30_000, value: valueOf(i) })),
    ...Array.from({ length: 12_000 }, (_each, k): Sample => ({ tMs: nowMs() - (12_000 - k) * 100, value: valueOf(i) })),
  ])
  const views = (): MetricView[] => seeds.map((seed, i) => viewOf(seed, samples[i]!))

  const range = ({ id, fromMs, toMs, points }: Input<'metrics.range'>): Sample[] => {
    const inside = (samples[seeds.findIndex(s => s.id === id)] ?? []).filter(s => s.tMs >= fromMs && s.tMs <= toMs)
    const every = Math.max(1, Math.ceil(inside.length / points))
    return inside.filter((_, i) => i % every === 0)
  }
  return {
    async call<M extends Method>(method: M, input: Input<M>, scope: Scope): Promise<Output<M> | Refused> {
      if (method === 'metrics.list') return views() as Output<M>
      if (method === 'metrics.range') return range(input as Input<'metrics.range'>) as Output<M>
      return base.call(method, input, scope)
    },
    subscribe(event, listener) {
      if (event !== 'metrics.sampled') return base.subscribe(event, listener)
      listeners.add(listener as never)
      return () => listeners.delete(listener as never)
    },
    close: () => base.close(),
    sampleAll(tMs) {
      seeds.forEach((seed, i) => {
        const sample = { tMs: Math.round(tMs), value: valueOf(i) }
        const own = samples[i]!
        own.push(sample)
        if (own.length > kept) own.splice(0, kept / 2)
        for (const listener of listeners) listener({ id: seed.id, sample })
      })
    },
  }
}
