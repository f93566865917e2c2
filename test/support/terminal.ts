/** For tests: the command line as somebody at a terminal sees it, on a pseudo terminal of `script` (util-linux). */
import { expect } from 'vitest'
import { commandOf, ended, start, type Place } from './command-line.ts'

export interface OnTerminal {
  readonly code: number | null
  /** Both outputs, as they stand on the screen. */
  readonly screen: string
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

export async function onTerminal(args: readonly string[], place: Place): Promise<OnTerminal> {
  const command = commandOf(args, place).map(quoted).join(' ')
  const child = start(args, { ...place, env: { ...place.env, NO_COLOR: '1' } }, ['script', '-qec', command, '/dev/null'])
  const { code, stdout } = await ended(child)
  return { code, screen: stdout.replaceAll('\r\n', '\n') }
}

/** The one document of a command that succeeded. */
// oxlint-disable-next-line typescript/no-explicit-any
export async function answerOnTerminal(args: readonly string[], place: Place): Promise<any> {
  const { code, screen } = await onTerminal([...args, '--json'], place)
  expect(code, screen).toBe(0)
  return JSON.parse(/^[{[][\s\S]*^[}\]]/m.exec(screen)?.[0] ?? '"no document"')
}
