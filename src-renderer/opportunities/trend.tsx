/** The latest values of a metric as a small line, in the colour of the metric. */
import { withUnit } from '../ui/format.ts'
import { trendPath } from './trend-path.ts'

export const Trend = ({
  values,
  unit,
  colour,
  width = 120,
  height = 24,
}: {
  readonly values: readonly number[]
  readonly unit: string
  readonly colour: string
  readonly width?: number
  readonly height?: number
}) => {
  if (values.length === 0) return <span className="faint">no samples</span>
  const label = `Latest ${values.length} values, from ${withUnit(values[0] ?? 0, unit)} to ${withUnit(values.at(-1) ?? 0, unit)}`
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <path
        d={trendPath(values, width, height)}
        fill="none"
        stroke={colour}
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
