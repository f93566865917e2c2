/** One measured figure with its bar. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** Null: told for reading, without a bar. */
  readonly bar: { readonly atMost: number } | { readonly atLeast: number } | null
  readonly detail: string
}

export const holds = ({ value, bar }: Figure): boolean =>
  bar === null || ('atMost' in bar ? value <= bar.atMost : value >= bar.atLeast)

export const line = (figure: Figure): string => {
  const { name, value, unit, bar, detail } = figure
  const wanted = bar === null ? '' : 'atMost' in bar ? `at most ${bar.atMost}` : `at least ${bar.atLeast}`
  return `${holds(figure) ? 'ok    ' : 'MISSED'}  ${name.padEnd(44)} ${`${value} ${unit}`.padEnd(14)} ${wanted.padEnd(14)} ${detail}`
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
