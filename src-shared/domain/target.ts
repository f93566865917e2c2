/** `src/a.ts#Class.method`, as targets and changed functions are written: a path, and a name in it. */

/** The name is '' where a whole file is meant. Private methods have a `#` of their own, and so may paths. */
export const splitTarget = (target: string): readonly [path: string, name: string] => {
  const found = /^(.*?\.\w+)#(.+)$/.exec(target)
  if (found) return [found[1] ?? '', found[2] ?? '']
  const at = target.indexOf('#')
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)]
}
