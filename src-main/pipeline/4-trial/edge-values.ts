/**
 * Values on which usual code is right nearly everywhere: times at the exceptions of the calendar, decimals half-way between two cents, numerals
 * longer than a number holds, many equal or largest elements where the candidate counts in fewer bits. Only beside values of the same kind.
 */
import { admits } from '../../languages/javascript/shape.ts'
import { isBytes, isFormed, otherBytes, otherForms } from './edge-formats.ts'
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { copy, shapeOfElements, siteAt, sitesOf, type Site } from './sites.ts'
import { spread } from './spread.ts'

const most = { alone: 40, elements: 48 }
const day = 86_400_000

/** Leap days that are and that are not, both ends of a century, years of one and of five digits, before the first one, and around 1970. */
const times: readonly number[] = [
  Date.UTC(1900, 1, 28, 12),
  Date.UTC(1900, 2, 1),
  Date.UTC(2000, 1, 29),
  Date.UTC(2000, 2, 1),
  Date.UTC(2100, 1, 28, 12),
  Date.UTC(2100, 2, 1),
  Date.UTC(2099, 11, 31, 23, 59, 59, 999),
  Date.UTC(2024, 1, 29),
  Date.UTC(2023, 1, 28, 23, 59),
  Date.UTC(10_000, 0, 1),
  Date.UTC(9999, 11, 31, 23, 59, 59),
  -62_167_219_200_000,
  -62_198_755_200_000,
  -62_135_596_800_000 + 5 * day,
  -1,
  0,
]
const ties: readonly number[] = [1.115, 1.005, 2.675, 0.285, 8.345, 10.235, 1.255, 0.5, 1.5, 2.5, -0.5, -1.5, -1.115, 0.1 + 0.2, 4.35, 1e21, 1e-7, 123_456_789.125, 0.045] // prettier-ignore
const numerals: readonly string[] = ['0.1234567890123456789', '9007199254740993', '123456789012345678901234567890', '1.115', '1.005', '0.30000000000000004', '2.2250738585072014e-308', '1e21', '00012.50', '4.35', '-0', '.1', '1.', '179769313486231580793728971405301e277', 'Infinity', '-Infinity', '+5', '-1e3', '0b11', '0x1F', '1_000', '- 1', '', ' ', '-', '١'] // prettier-ignore

const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value > 3e11 && value < 1e13
const isDecimal = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value)
const isNumeral = (value: unknown): boolean => typeof value === 'string' && /^\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*$/.test(value)

/** What may stand beside this value; null: nothing is known of its kind. */
const kindsOf = (value: unknown): readonly unknown[] | null => {
  if (isTime(value)) return times
  if (isDecimal(value)) return ties
  if (isNumeral(value)) return numerals
  if (isFormed(value)) return otherForms(value)
  return value instanceof Date ? times.map(time => new Date(time)) : null
}

const put = (
  { declared }: EdgeRequest,
  base: readonly unknown[],
  path: string,
  change: (site: Site) => void,
  length?: number,
): readonly Edge[] => {
  const args = copy(base)
  const site = siteAt(args, declared, path)
  if (!site) return []
  change(site)
  return [{ args, foreign: false, ...(length === undefined ? {} : { length, patient: true as const }) }]
}

const isList = (site: Site): boolean => !site.inList && Array.isArray(site.value) && site.shape.kind !== 'tuple'

/** Of the first base, whose values are the generator's own. */
export const tellingValues = (request: EdgeRequest): readonly Edge[] => {
  const base = request.bases[0]
  if (!base) return []
  const sites = sitesOf(copy(base), request.declared)
  const alone: Edge[] = []
  const inLists: Edge[] = []
  for (const site of sites) {
    if (site.depth <= 1 && !site.inList && isBytes(site.value))
      for (const change of otherBytes(site.value)) alone.push(...put(request, base, site.path, change))
    else if (isList(site)) {
      const items = site.value as unknown[]
      const found = items
        .slice(0, 20)
        .map(kindsOf)
        .find(each => each !== null)
      const fitting = (found ?? []).filter(each => admits(shapeOfElements(site.shape), each))
      if (fitting.length === 0) continue
      inLists.push(...put(request, base, site.path, ({ put: set }) => set([...items, ...fitting])))
      for (const one of fitting) inLists.push(...put(request, base, site.path, ({ put: set }) => set([one])))
    } else {
      const found = kindsOf(site.value)
      if (!found || site.depth > 2 || (site.inList && site.key !== '0')) continue
      for (const one of found)
        if (admits(site.shape, one) || one instanceof Date)
          alone.push(...put(request, base, site.path, ({ put: set }) => set(one)))
    }
  }
  return [...spread(inLists, most.elements), ...spread(alone, most.alone), ...crowds(request, base, sites)]
}

/** Many elements that are all the same, and all the largest: where the candidate counts or adds up in fewer bits. */
const crowds = (request: EdgeRequest, base: readonly unknown[], sites: readonly Site[]): readonly Edge[] => {
  const { conditions } = request
  const places = sites.filter(site => site.depth <= 1 && !site.inList && (isList(site) || isNumbers(site.value))).slice(0, 2)
  return conditions.crowds.flatMap(length =>
    places.flatMap(({ path, value }) =>
      isNumbers(value)
        ? [largestOf(value), 0, 1].flatMap(one =>
            put(request, base, path, ({ put: set }) => set(new (value.constructor as Numbers)(length).fill(one)), length),
          )
        : put(request, base, path, ({ put: set }) => set(Array.from({ length }, () => (value as unknown[])[0])), length),
    ),
  )
}

type Numbers = new (length: number) => Uint8Array
const isNumbers = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && !(value instanceof DataView) && typeof Reflect.get(value, 0) === 'number'
const largestOf = (value: Uint8Array): number => {
  if (value instanceof Float32Array || value instanceof Float64Array) return 1e15
  const bits = value.BYTES_PER_ELEMENT * 8
  return value.constructor.name.startsWith('Int') ? 2 ** (bits - 1) - 1 : 2 ** bits - 1
}
