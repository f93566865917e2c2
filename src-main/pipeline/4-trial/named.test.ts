import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { placesIn } from '../../languages/javascript/function-places.ts'
import { parse } from '../../languages/javascript/syntax.ts'
import { functionProblem } from '../../project/function-names.ts'
import { measurableFunctions } from '../../project/worth-measuring.ts'
import { compareBehaviour } from './behaviour.ts'
import { faithful, forms, original, refusedForms, wrong, type Form } from './fixtures/named-forms.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import type { TrialPorts } from './ports.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const list = 'Array.from({ length: size }, () => Math.floor(random() * 9))'
const inputsOf = (form: Form): string => (form.inputs ?? 'export default (random, size) => [LIST, LIST]').replaceAll('LIST', list)
const textsOf = (form: Form, body: string): Record<string, string> => ({
  [form.file]: form.text.replace('@', () => body),
  ...Object.fromEntries(Object.entries(form.more ?? {}).map(([file, text]) => [file, text.replace('@', () => body)])),
})

const compare = (form: Form, candidate: string) => {
  const tree = (body: string) => makeTree({ ...textsOf(form, body), 'inputs.mjs': inputsOf(form), 'package.json': '{}' })
  const path = Object.keys(form.more ?? {})[0] ?? form.file
  return compareBehaviour(
    {
      original: tree(original),
      candidate: tree(candidate),
      file: form.file,
      function: form.name,
      inputs: 'inputs.mjs',
      sizes: [4, 12],
      probes: [],
      generated: 40,
      mutated: 20,
      changed: [path],
      changes: [{ path, before: textsOf(form, original)[path]!, after: textsOf(form, candidate)[path]! }],
    },
    ports,
  )
}

describe('a function that an engineer points at', () => {
  it.each(forms)('has a name that is accepted: $form', form => {
    expect(functionProblem(form.file, textsOf(form, original)[form.file]!, form.name, true)).toBe(null)
  })

  it.concurrent.each(forms)('is loaded and compared: $form', async form => {
    const report = await compare(form, faithful)
    if ('kind' in report) throw new Error(JSON.stringify(report))
    expect(report.differences, JSON.stringify(report.examples[0])).toBe(0)
    expect(report.compared).toBeGreaterThan(30)
    // What was changed is seen to run, at its lines in the file itself.
    expect(report.notMet).toEqual([])
  })

  // Forms that a box gets hold of in another way than by asking the module.
  const special = forms.filter(({ form }) => /private|not export|instances|inputs|prototype|field|nested|script/.test(form))
  it.concurrent.each(special)('is found out when it is rewritten wrongly: $form', async form => {
    const report = await compare(form, wrong)
    if ('kind' in report) throw new Error(JSON.stringify(report))
    expect(report.differences).toBeGreaterThan(0)
  })

  it.each(refusedForms)('is refused with what it is: $form', ({ file, text, name, said }) => {
    const problem = functionProblem(
      file,
      text.replaceAll('@', () => original),
      name,
      true,
    )
    expect(problem && `${problem.why} ${problem.expected}`).toMatch(said)
  })

  it('that is offered can be loaded', () => {
    for (const form of forms.filter(each => !each.more)) {
      const text = textsOf(form, original)[form.file]!
      for (const { name } of [...placesIn(parse(form.file, text)), ...measurableFunctions(form.file, text)])
        expect([form.form, functionProblem(form.file, text, name, true)]).toEqual([form.form, null])
    }
  })
})

const counter = (step: string): Form => ({
  form: '',
  file: 'a.mjs',
  name: 'Tools.prototype.pick',
  text: `export class Tools {\n  #calls = 0\n  seen = []\n  pick(a, b) {\n    ${step}\n    return a.length + b.length\n  }\n}`,
})

const between = (one: string, two: string) =>
  compareBehaviour(
    {
      original: makeTree({ 'a.mjs': counter(one).text, 'inputs.mjs': inputsOf(counter(one)) }),
      candidate: makeTree({ 'a.mjs': counter(two).text, 'inputs.mjs': inputsOf(counter(one)) }),
      file: 'a.mjs',
      function: 'Tools.prototype.pick',
      inputs: 'inputs.mjs',
      sizes: [4],
      probes: [],
      generated: 20,
      mutated: 20,
    },
    ports,
  )

describe('a method of instances', () => {
  it.concurrent.each([
    ['a private field', 'this.#calls += 1', 'this.#calls += 2'],
    ['a public field', 'this.seen.push(a.length)', 'this.seen.unshift(0)'],
  ])('is compared with what becomes of %s', async (_, one, two) => {
    const same = await between(one, one)
    expect(same).toMatchObject({ differences: 0 })
    const other = await between(one, two)
    if ('kind' in other) throw new Error(JSON.stringify(other))
    expect(other.differences).toBeGreaterThan(0)
  })

  it('says what is needed where its class takes arguments', async () => {
    const form: Form = {
      form: '',
      file: 'a.mjs',
      name: 'Tools.prototype.pick',
      text: 'export class Tools { constructor(list) { this.list = list.slice() }\n  pick(a, b) @ }',
    }
    const refused = await compare(form, faithful)
    if (!isRefused(refused)) throw new Error('it was compared')
    expect(refused.message).toContain('Tools takes 1 argument to be made')
    expect(refused.next).toBe('Make the input generator answer [instance, ...arguments].')
  })
})
