import { expect, it } from 'vitest'
import { asCompiled } from './unused-imports.ts'
import { withoutTexts } from './without-texts.ts'

const squeezed = (text: string): string | undefined => asCompiled(text)?.replace(/\s+/g, ' ').trim()

it('what only types use is not imported', () => {
  const text = `import { Row, total } from './rows'
import { Only } from './only.js'
import known, { Other as Its } from "./known"
/** See {@link Only} and Row. */
// Only
export const f = (rows: Row[], one?: Only, its?: Its): number => total(rows) + known`
  expect(asCompiled(text)?.length).toBe(text.length)
  expect(squeezed(text)).toContain(`import { total } from './rows'`)
  expect(squeezed(text)).toContain(`import known, { } from "./known"`)
  expect(squeezed(text)).not.toContain('only.js')
})
it('lists over several lines keep what is used', () => {
  const text = `import {\n  A,\n  type B,\n  c,\n  D,\n} from './x.ts'\nexport const f = (a: A, b: B, d: D) => c(a, b, d)`
  expect(squeezed(text)).toBe(`import { c } from './x.ts' export const f = (a , b , d ) => c(a, b, d)`)
})
it('is silent where all is used, where the import is for its effects, and where Node cannot read it', () => {
  expect(asCompiled(`import './effects.ts'\nimport * as all from './all.ts'\nexport const f = () => all.one`)).toBeNull()
  expect(asCompiled(`import { A } from './a.ts'\nexport { A }`)).toBeNull()
  expect(asCompiled(`import { A } from './a.ts'\nexport enum E { One }`)).toBeNull()
})
it('a name in a text does not count as used, one in the code of a template does', () => {
  expect(squeezed('import { Job } from "boss"\nexport const f = (job: Job) => `${job} Job` + \'Job\' + "Job"')).not.toContain(
    'import',
  )
  expect(asCompiled('import { a } from "./a.ts"\nexport const f = (x: number) => `${a}`')).toBeNull()
})
const names = (text: string): string | undefined =>
  withoutTexts(text)
    ?.replace(/[^A-Za-z]+/g, ' ')
    .trim()
it('the scan of texts keeps every name of the code in its place, and says where it cannot be sure', () => {
  expect(names('a`b${c + `d${{ e: `f` }}g`}h` + i')).toBe('a c e i')
  expect(names(`a / b / c; x = /d"[/]e/g.test(f) // g\nreturn /h'/ /* i */ + 'j\\'k' + l`)).toBe('a b c x g test f return l')
  expect(withoutTexts("a = 'b\nc'")).toBeNull()
  expect(withoutTexts('a = `b${c`')).toBeNull()
  expect(withoutTexts(`if (a) /"/.test(b)`)).toBeNull()
  const code = 'const a = `x ${y} z` // c\nb = "d"'
  expect(withoutTexts(code)?.length).toBe(code.length)
})
