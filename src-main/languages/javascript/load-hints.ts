/** What helps where a module of the project could not be loaded, by what Node says of it. Pure. */

/** Paths of the box as paths of the project. */
export const asProjectPaths = (detail: string): string =>
  detail.replace(/file:\/\//g, '').replace(/(^|[\s'"(])\/(?:src|a|b)\//g, '$1')

const hints: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [
    /Invalid package config (?:\/(?:src|a|b)\/)?([^\s'"]+?)\.?(?=$|[\s'"])/,
    ([, file]) => `Correct ${file}: it is not valid JSON.`,
  ],
  [
    /Cannot find (?:package|module) '([^'./][^']*)'/,
    ([, name]) => `Install the project's packages (npm install), as ${name} is not there, and run it again.`,
  ],
  [
    /ReferenceError: (window|document|navigator|localStorage|sessionStorage|location|self|HTMLElement|customElements|requestAnimationFrame) is not defined/,
    ([, name]) =>
      `The module asks for ${name} of a page when it is loaded, which Node does not have: name a function of a module that loads without one.`,
  ],
  [
    /ended by itself|exit code \d+ while/,
    () => 'The module ends its process when it is loaded: look for process.exit at its top.',
  ],
]

/** Null where nothing is known that helps. */
export const loadHint = (detail: string): string | null => {
  for (const [pattern, hint] of hints) {
    const found = pattern.exec(detail)
    if (found) return hint(found)
  }
  return null
}
