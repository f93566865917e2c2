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

/**
 * What stands for `__KEY__` of one piece (`exposed.ts`) in a text that was compiled with all pieces of its file in it. FNV-1a, 32 bits: a
 * name, not a proof.
 */
export const handOverName = ({ at, text }: { readonly at: number; readonly text: string }): string => {
  let hash = 0x811c9dc5
  for (const unit of `${at} ${text}`) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193) >>> 0
  return `__KEY_${hash.toString(36)}__`
}

/** Where the compiled text of a file lies, when the copy that begins at `root` has one. */
export const compiledPath = (root: string, file: string): string =>
  path.join(root, compiledFolder, `${path.relative(root, file)}.txt`)
