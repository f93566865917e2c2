/** Which proposals come first: expected gain times the chance that the rule pays, learnt from earlier verdicts. */
import type { RuleStat } from './request.ts'

/** Chance before anything is known, by the catalogue's risk class. Weighs as much as four trials. */
const prior: Readonly<Record<'A' | 'B' | 'C', number>> = { A: 0.6, B: 0.5, C: 0.3 }
const priorWeight = 4

export function chance(rule: string, riskClass: 'A' | 'B' | 'C', stats: readonly RuleStat[] = []): number {
  let tried = 0
  let improved = 0
  for (const each of stats) {
    if (!each.rule.split('+').includes(rule)) continue
    tried += each.tried
    improved += Math.min(each.improved, each.tried)
  }
  return (improved + prior[riskClass] * priorWeight) / (tried + priorWeight)
}

/** Log, so that a factor of 1,000 does not outweigh every doubt. */
export const worth = (gain: number | null, chanceOfGain: number): number => Math.log2(1 + Math.max(0, gain ?? 1)) * chanceOfGain

/** By worth, but the best of every kind comes before the second of any: trials are few, and kinds fail together. */
export function roundRobin<T extends { readonly worth: number }>(items: readonly T[], kindOf: (item: T) => string): readonly T[] {
  const byKind = [...Map.groupBy(items, kindOf).values()].map(group => group.toSorted((a, b) => b.worth - a.worth))
  const rounds = byKind.flatMap(group => group.map((item, round) => ({ item, round })))
  return rounds.toSorted((a, b) => a.round - b.round || b.item.worth - a.item.worth).map(each => each.item)
}
