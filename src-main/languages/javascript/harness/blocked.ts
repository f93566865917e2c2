/**
 * What two flags of the box forbid (`--disallow-code-generation-from-strings`, `--disable-proto=throw`), as it shows in an error. The box
 * gives them to every project that works so; one that throws these errors gets a box without them. Used inside and outside.
 */
const codeFromText = /Code generation from strings disallowed/
const protoAccess = /__proto__ has been disallowed/

export type Forbidden = 'code-from-text' | 'proto'

/** By the text of an error, null when it is about something else. */
export const forbiddenIn = (text: string): Forbidden | null =>
  codeFromText.test(text) ? 'code-from-text' : protoAccess.test(text) ? 'proto' : null

/** Never runs code of the error: its message is read only where it is plain data. */
export const forbiddenTo = (error: unknown): Forbidden | null => {
  if (typeof error !== 'object' || error === null) return null
  const message: unknown = Object.getOwnPropertyDescriptor(error, 'message')?.value
  return typeof message === 'string' ? forbiddenIn(message) : null
}
