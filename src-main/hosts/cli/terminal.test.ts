import { expect, it } from 'vitest'
import { wayHere } from './terminal.ts'

const streams = (stdin: boolean | undefined, stdout: boolean | undefined) =>
  ({ stdin: stdin === undefined ? {} : { isTTY: stdin }, stdout: stdout === undefined ? {} : { isTTY: stdout } }) as const

it('is a terminal where input and output both are one', () => {
  expect(wayHere(streams(true, true))).toEqual({ kind: 'terminal' })
})
it.each([
  [undefined, undefined],
  [true, undefined],
  [undefined, true],
  [false, false],
])('is a program where input is %j and output %j', (stdin, stdout) => {
  expect(wayHere(streams(stdin, stdout))).toEqual({ kind: 'script' })
})
