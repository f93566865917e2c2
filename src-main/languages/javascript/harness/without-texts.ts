/**
 * JavaScript with blanks where texts and comments are, places kept: what is left are names that the code uses. A slash may begin a pattern or
 * divide; where the scan does not come out even, nobody should rely on it, and the answer is null.
 */
const wordBefore = /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|do|else|new|instanceof|yield|await|throw)\s*$/
const valueBefore = /[\w$)\]}"'`]\s*$/

/** End of what begins at `at` with a quote, behind the closing one; -1 where it does not end. */
const endOfQuoted = (text: string, at: number): number => {
  const quote = text[at]
  for (let next = at + 1; next < text.length; next += 1) {
    const character = text[next]
    if (character === '\\') next += 1
    else if (character === quote) return next + 1
    else if (character === '\n') return -1
  }
  return -1
}

const endOfPattern = (text: string, at: number): number => {
  let inClass = false
  for (let next = at + 1; next < text.length; next += 1) {
    const character = text[next]
    if (character === '\\') next += 1
    else if (character === '\n') return -1
    else if (character === '[') inClass = true
    else if (character === ']') inClass = false
    else if (character === '/' && !inClass) return next + 1
  }
  return -1
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

export const withoutTexts = (text: string): string | null => {
  let found = ''
  /** Open braces inside of each `${` that is open. */
  const templates: number[] = []
  let at = 0
  const skipTo = (end: number): void => {
    found += blank(text.slice(at, end))
    at = end
  }
  /** From behind a backtick or a closing brace up to the end of the template or the next `${`. */
  const templateFrom = (begin: number): number => {
    for (let next = begin; next < text.length; next += 1) {
      if (text[next] === '\\') next += 1
      else if (text[next] === '`') return next + 1
      else if (text[next] === '$' && text[next + 1] === '{') {
        templates.push(0)
        return next + 2
      }
    }
    return -1
  }
  while (at < text.length) {
    const character = text[at] as string
    const two = text.slice(at, at + 2)
    if (two === '//') {
      const end = text.indexOf('\n', at)
      skipTo(end < 0 ? text.length : end)
    } else if (two === '/*') {
      const end = text.indexOf('*/', at + 2)
      if (end < 0) return null
      skipTo(end + 2)
    } else if (character === '"' || character === "'") {
      const end = endOfQuoted(text, at)
      if (end < 0) return null
      // A text is a value: what divides behind it must still be seen.
      found += character + blank(text.slice(at + 1, end - 1)) + character
      at = end
    } else if (character === '`' || (character === '}' && templates.at(-1) === 0)) {
      if (character === '}') templates.pop()
      const end = templateFrom(at + 1)
      if (end < 0) return null
      const isOpen = text.slice(end - 2, end) === '${'
      found += blank(text.slice(at, end - 1)) + (isOpen ? ' ' : '`')
      at = end
    } else if (character === '/') {
      const before = found.slice(-80)
      // Behind a closing brace or parenthesis it may be either.
      if (
        /[)}]\s*$/.test(before) &&
        endOfPattern(text, at) > 0 &&
        /^\/[^/*\n]*['"`]/.test(text.slice(at, endOfPattern(text, at)))
      )
        return null
      if (valueBefore.test(before) && !wordBefore.test(before)) {
        found += character
        at += 1
      } else {
        const end = endOfPattern(text, at)
        if (end < 0) return null
        skipTo(end)
      }
    } else {
      if (templates.length > 0 && character === '{') templates[templates.length - 1] = (templates.at(-1) ?? 0) + 1
      if (templates.length > 0 && character === '}') templates[templates.length - 1] = (templates.at(-1) ?? 0) - 1
      found += character
      at += 1
    }
  }
  return templates.length > 0 ? null : found
}
