/** A small line without axes: only whether it rises, falls or trembles. Pure. */
const inset = 1

export const trendPath = (values: readonly number[], width: number, height: number): string => {
  if (values.length === 0) return ''
  const low = Math.min(...values)
  const high = Math.max(...values)
  const x = (i: number): number => inset + (i / (values.length - 1)) * (width - 2 * inset)
  const y = (value: number): number =>
    high === low ? height / 2 : inset + ((high - value) / (high - low)) * (height - 2 * inset)
  if (values.length === 1) return `M${width / 2} ${height / 2}h0`
  return `M${values.map((value, i) => `${Math.round(x(i) * 10) / 10} ${Math.round(y(value) * 10) / 10}`).join('L')}`
}
