/** Syntax that Node does not run and does not take off, seen in a text. A guess that is cheap: what it finds is compiled, and only then. */
import path from 'node:path'

export type Uncompiled = 'JSX' | 'decorators' | '`accessor`'

/** Beside the root of a copy: what was compiled of it, each file at its own path. */
export const compiledFolder = '.asis-compiled'

const element = /(?:[(=?:,&|>{[]|return|default)\s*<(?:[A-Za-z][\w.:-]*(?:\s[^<>]*)?\/?>|[A-Za-z][\w.:-]*\s|>)/
const closed = /<\/|\/>/
const decorator = /^\s*@[A-Za-z_$][\w$.]*/m
const accessor = /^\s*(?:(?:static|public|private|protected|override)\s+)*accessor\s+[\w#[]/m

/** `file`: its name decides whether there can be JSX. */
export const uncompiledIn = (file: string, text: string): Uncompiled | null => {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return null
  if (/\.(?:[jt]sx|[cm]?js)$/.test(file) && element.test(text) && closed.test(text)) return 'JSX'
  if (decorator.test(text.replace(/\/\*[^]*?\*\//g, ''))) return 'decorators'
  return accessor.test(text) ? '`accessor`' : null
}

/** Where the compiled text of a file lies, when the copy that begins at `root` has one. */
export const compiledPath = (root: string, file: string): string =>
  path.join(root, compiledFolder, `${path.relative(root, file)}.txt`)
