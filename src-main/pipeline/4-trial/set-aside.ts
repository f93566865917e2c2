/** Tests that fail before any change and that the manifest sets aside by name. */

/** @param patterns names as reports show them, `file: name`; `*` stands for anything. */
export const isAsideBy = (patterns: readonly string[]): ((name: string) => boolean) => {
  const all = patterns.map(pattern => {
    const parts = pattern.split(/\*+/).map(part => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`))
    return new RegExp(`^${parts.join('[^]*')}$`)
  })
  return name => {
    const [file = '', ...rest] = name.split('#')
    const shown = [file, rest.join('#')].filter(part => part !== '').join(': ')
    return all.some(pattern => pattern.test(shown) || pattern.test(rest.join('#')))
  }
}
