/** The courses that can be drawn above the timeline. */
import type { HistoryPoint } from '../../src-shared/domain/history.ts'
import { count, factor, number } from '../ui/format.ts'

export type Evolution = Exclude<keyof HistoryPoint, 'tMs'>

interface EvolutionLook {
  readonly label: string
  readonly title: string
  readonly unit: string
  readonly say: (value: number) => string
  /** Where it began; null: a level without a natural zero. */
  readonly base: number | null
}
export const evolutions: Readonly<Record<Evolution, EvolutionLook>> = {
  gain: {
    label: 'Gain',
    title: 'Geometric mean over all metrics of the factors measured in the trials of what is in effect',
    unit: 'mean gain',
    say: factor,
    base: 1,
  },
  functionsOptimized: {
    label: 'Functions',
    title: 'Functions whose rewritten version is in effect',
    unit: 'functions optimized',
    say: count,
    base: 0,
  },
  autonomousDecisions: {
    label: 'By policy',
    title: 'Decisions that a policy made',
    unit: 'autonomous decisions',
    say: count,
    base: 0,
  },
  complexity: {
    label: 'Complexity',
    title: 'Mean cyclomatic complexity of the files that may be changed',
    unit: 'paths per function',
    say: number,
    base: null,
  },
}
export const evolutionNames = Object.keys(evolutions) as Evolution[]
