import { expect, test } from 'vitest'
import { dangerousUses } from './dangerous.ts'

const uses = (text: string, path = 'x.js'): string[] => dangerousUses(path, text).map(each => `${each.kind} ${each.name}`)

test.each([
  ['eval("1")', 'eval eval'],
  ['(0, eval)("1")', 'eval eval'],
  ['new Function("return 1")', 'function-constructor Function'],
  ['(() => 1).constructor("return 1")', 'function-constructor (() => 1).constructor'],
  ['f["constructor"]("x")', 'function-constructor f["constructor"]'],
  ['await import("node:fs")', 'dynamic-import "node:fs"'],
  ['import fs from "node:fs"', 'file-system node:fs'],
  ['import { a } from "./a.js"', 'import ./a.js'],
  ['export * from "http"', 'network http'],
  ['const { exec } = require("child_process")', 'child-process child_process'],
  ['const r = require', 'import require'],
  ['process.exit(1)', 'process process.exit'],
  ['globalThis.x = 1', 'global globalThis.x'],
  ['Array.prototype.last = 1', 'prototype Array.prototype.last'],
  ['const p = Array.prototype', 'prototype Array.prototype'],
  ['x.__proto__ = y', 'prototype x.__proto__'],
  ['const o = { __proto__: y }', 'prototype __proto__'],
  ['Object.setPrototypeOf(a, b)', 'prototype Object.setPrototypeOf'],
  ['Object.defineProperty(Array.prototype, "x", {})', 'prototype Object.defineProperty(Array.prototype)'],
  ['Math.max = () => 1', 'global Math.max'],
  ['setTimeout(f, 1)', 'timer setTimeout'],
  ['Date.now()', 'clock Date.now'],
  ['new Date()', 'clock new Date()'],
  ['performance.now()', 'clock performance.now'],
  ['process.hrtime()', 'process process.hrtime'],
  ['Math.random()', 'random Math.random'],
  ['const { random } = Math; Math["random"]()', 'random Math["random"]'],
  ['crypto.randomUUID()', 'random crypto.randomUUID'],
  ['console.log(1)', 'console console.log'],
  ['fetch("x")', 'network fetch'],
  ['new WebSocket("x")', 'network WebSocket'],
  ['debugger', 'debugger debugger'],
  ['with (a) b', 'with with'],
  ['import.meta.url', 'dynamic-import import.meta'],
])('%s is reported', (text, expected) => {
  expect(uses(text)).toContain(expected)
})

test('ordinary code is not reported', () => {
  const text = `
    export function f(rows, date) {
      const seen = new Set(rows.map(row => row.process))
      const day = new Date(date).getTime()
      if (key === '__proto__') Object.defineProperty(out, key, { value: 1, enumerable: true, configurable: true, writable: true })
      return Array.prototype.slice.call(rows).filter(x => seen.has({ timeout: x.setTimeout, process: 1 })).map(x => Math.max(x, day))
    }
    module.exports = { f }`
  expect(uses(text)).toEqual([])
  expect(uses(`import type { A } from './a.ts'\nexport const f = (a: A): typeof console | null => null`, 'x.ts')).toEqual([])
})

test('lines are those of the text', () => {
  expect(dangerousUses('x.js', 'const a = 1\n\n  Date.now()\n')).toEqual([{ kind: 'clock', name: 'Date.now', line: 3 }])
})
