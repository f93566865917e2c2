/** What Node cannot run is compiled in a box of its own, and then it is judged and measured like anything else. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { measureLevel } from '../../measurement/level.ts'
import { compareBehaviour } from './behaviour.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import type { TrialPorts } from './ports.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const runtime = {
  'node_modules/react/package.json': '{ "name": "react", "exports": { "./jsx-runtime": "./jsx-runtime.js", ".": "./index.js" } }',
  'node_modules/react/index.js':
    'exports.createElement = (type, props, ...children) => ({ type, props: { ...props, children } })\nexports.Fragment = "fragment"',
  'node_modules/react/jsx-runtime.js':
    'exports.jsx = exports.jsxs = (type, props) => ({ type, props })\nexports.Fragment = "fragment"',
}
const list = 'Array.from({ length: size }, () => ({ id: Math.floor(random() * 9), name: "n" + Math.floor(random() * 9) }))'
const inputs = `export default (random, size) => [${list}, ${list}]\n`

interface Form {
  readonly form: string
  readonly file: string
  readonly name: string
  /** `BODY` stands for it. */
  readonly text: string
  readonly more?: Readonly<Record<string, string>>
}
const typed = '(a: Row[], b: Row[])'
const row = 'interface Row { id: number; name: string }\n'
const forms: readonly Form[] = [
  {
    form: 'beside a component in TypeScript',
    file: 'rows.tsx',
    name: 'pick',
    text: `import * as React from 'react'\nimport type { FC } from 'react'\n${row}export const Row: FC = () => <li key="1">one</li>\nexport function pick${typed} BODY`,
  },
  {
    form: 'that answers elements',
    file: 'rows.jsx',
    name: 'pick',
    text: 'const find = (a, b) => BODY\nexport function pick(a, b) { return find(a, b).map(each => <li key={each.id}>{each.name}</li>) }',
  },
  {
    form: 'with the older form of elements',
    file: 'rows.tsx',
    name: 'pick',
    text: `import React from 'react'\n${row}const find = ${typed} => BODY\nexport const pick = ${typed} => <ul>{find(a, b).map(each => <li key={each.id}>{each.name}</li>)}</ul>`,
    more: { 'tsconfig.json': '{ "compilerOptions": { "jsx": "react", "target": "es2019", }, /* comments */ }' },
  },
  {
    form: 'not exported, beside a component',
    file: 'rows.tsx',
    name: 'pick',
    text: `${row}const pick = ${typed} => BODY\nexport default function List({ rows }: { rows: Row[] }) { return <>{pick(rows, rows).length}</> }`,
  },
  {
    form: 'of a class with decorators',
    file: 'service.ts',
    name: 'Service.prototype.pick',
    text: `${row}const seen: string[] = []\nconst injectable = () => (target: unknown) => void seen.push(String(target))\nconst log = (target: object, key: string) => void seen.push(key)\n@injectable()\nexport class Service {\n  @log\n  pick${typed} BODY\n}`,
    more: { 'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": false } }' },
  },
  {
    form: 'private, of a class with decorators of the language',
    file: 'service.ts',
    name: 'Service.prototype.#pick',
    text: `${row}const plain = (value: unknown, _: unknown) => value as never\nexport class Service {\n  accessor size = 1\n  #pick${typed} BODY\n  @plain all${typed} { return this.#pick(a, b) }\n}`,
  },
  {
    form: 'that imports a module with elements',
    file: 'pick.ts',
    name: 'pick',
    text: `import { label } from './label'\n${row}export function pick${typed} { label(); return inner(a, b) }\nconst inner = ${typed} => BODY`,
    more: { 'label.tsx': 'export const label = () => (\n  <b className="x">text</b>\n)\n' },
  },
]
const original = '{ return a.filter(one => b.some(two => two.id === one.id)) }'
const faithful = '{ const found = a.filter(one => b.some(two => two.id === one.id)); return found }'
const wrong = '{ const found = a.filter(one => b.some(two => two.id === one.id)); return found.slice(0, 2) }'

const treeOf = (form: Form, body: string) => {
  const tree = makeTree({
    ...runtime,
    ...form.more,
    [form.file]: form.text.replace('BODY', () => body),
    'inputs.mjs': inputs,
    'package.json': '{ "type": "module" }',
  })
  return { ...tree, nodeModules: [path.join(tree.dir, 'node_modules')] }
}

const compare = (form: Form, candidate: string) =>
  compareBehaviour(
    {
      original: treeOf(form, original),
      candidate: treeOf(form, candidate),
      file: form.file,
      function: form.name,
      inputs: 'inputs.mjs',
      sizes: [4, 12],
      probes: [],
      generated: 30,
      mutated: 10,
      changed: [form.file],
      changes: [
        {
          path: form.file,
          before: form.text.replace('BODY', () => original),
          after: form.text.replace('BODY', () => candidate),
        },
      ],
    },
    ports,
  )

describe('a function in a file that Node cannot run', () => {
  it.concurrent.each(forms)('is compared: $form', async form => {
    const report = await compare(form, faithful)
    if ('kind' in report) throw new Error(JSON.stringify(report))
    expect(report.differences, JSON.stringify(report.examples[0])).toBe(0)
    expect(report.compared).toBeGreaterThan(20)
    expect(report.notMet).toEqual([])
  })

  const special = forms.filter(({ form }) => /answers|not exported|private/.test(form))
  it.concurrent.each(special)('is found out when it is rewritten wrongly: $form', async form => {
    const report = await compare(form, wrong)
    if ('kind' in report) throw new Error(JSON.stringify(report))
    expect(report.differences).toBeGreaterThan(0)
  })

  it.concurrent.each(special)('is measured: $form', async form => {
    const tree = treeOf(form, original)
    const measured = await measureLevel(
      {
        benchmark: { kind: 'function', file: form.file, function: form.name, inputs: 'inputs.mjs', sizes: [10] },
        direction: 'lower',
        unit: 'us',
        nodeModules: tree.nodeModules,
        limits: {},
        dir: tree.dir,
        count: 1,
      },
      ports,
    )
    if (isRefused(measured)) throw new Error(measured.message)
    expect(measured.values[0]).toBeGreaterThan(0)
  })
})

it('one copy gives every function of its files, whichever is asked for first', async () => {
  const text = `${row}const one = ${typed} => ${original}\nconst two = ${typed} => ${original}\nclass Rows { static #three${typed} ${original} }\nexport const List = () => <li>{[one, two, Rows].length}</li>`
  const tree = treeOf({ form: '', file: 'rows.tsx', name: '', text }, '')
  for (const name of ['one', 'two', 'Rows.#three', 'one']) {
    const measured = await measureLevel(
      {
        benchmark: { kind: 'function', file: 'rows.tsx', function: name, inputs: 'inputs.mjs', sizes: [10] },
        direction: 'lower',
        unit: 'us',
        nodeModules: tree.nodeModules,
        limits: {},
        dir: tree.dir,
        count: 1,
      },
      ports,
    )
    expect([name, isRefused(measured) ? measured.message : null]).toEqual([name, null])
  }
})

describe('a file that cannot be compiled', () => {
  it('is named with what it holds', async () => {
    const text = 'export const Row = () => <li>one</b>\nexport function pick(a, b) BODY'
    const report = await compare({ form: '', file: 'rows.tsx', name: 'pick', text }, original)
    expect(JSON.stringify(report)).toMatch(/rows\.tsx/)
  })

  it('is not run while it is compiled', async () => {
    const form = forms[0]!
    const tree = treeOf({ ...form, text: `globalThis.process?.exit(3)\n${form.text}` }, original)
    const report = await compareBehaviour(
      {
        original: tree,
        candidate: tree,
        file: form.file,
        function: form.name,
        inputs: 'inputs.mjs',
        sizes: [4],
        probes: [],
        generated: 5,
        mutated: 5,
      },
      ports,
    )
    expect(JSON.stringify(report)).toMatch(/exit code 3/)
    expect(existsSync(path.join(tree.dir, '.asis-compiled', 'rows.tsx.txt'))).toBe(true)
  })
})
