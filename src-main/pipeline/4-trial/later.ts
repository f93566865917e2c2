/** The last inputs of a run: what keeps something between calls shows here and nowhere else. */
import { asData, plain, type Case } from './case.ts'

/** Late in the run: inputs seen before once more, and argument objects used again with other content. */
export const later = (
  cases: readonly Case[],
  random: () => number,
  edited: (args: readonly unknown[]) => unknown[] | null,
): Case[] => {
  const light = cases.filter(
    item =>
      (item.family === 'probe' || !item.declared) &&
      !item.risky &&
      (item.source.kind !== 'data' || JSON.stringify(item.source.args).length < 4000),
  )
  if (light.length === 0) return []
  const some = (count: number): Case[] =>
    Array.from({ length: Math.min(count, light.length) }, () => light[Math.floor(random() * light.length)] as Case)
  const repeated = some(40).flatMap(item => [
    { ...item, family: 'repeated' as const, spoil: true },
    { ...item, family: 'repeated' as const },
  ])
  const data = light.filter(item => item.source.kind === 'data')
  const reused = some(60).flatMap((item, at): Case[] => {
    if (item.source.kind !== 'data') return []
    // Half of them with one value changed in place, half with something else altogether.
    const args = at % 2 === 0 ? plain(item.source.args) : null
    const inPlace = args && edited(args)
    const other = data[Math.floor(random() * data.length)]
    const next = inPlace ? asData(inPlace) : other?.source
    if (next?.kind !== 'data') return []
    return [{ ...item, family: 'reused', next: next.args, spoil: false, foreign: item.foreign || (other?.foreign ?? false) }]
  })
  return [...repeated, ...reused]
}
