/** Which functions of a file may run when one of them runs: what it names, and what those name. Reached by name, so a little more than needed. */
import type { FoundFunction } from './functions.ts'
import { contains, type Scope } from './scope.ts'
import { ts, walk } from './syntax.ts'

/** `from` first, then the others in the order of the file. */
export function reachableFrom(
  scope: Scope,
  from: readonly FoundFunction[],
  all: readonly FoundFunction[],
): readonly FoundFunction[] {
  const found = new Set<FoundFunction>(from)
  const queue = [...from]
  for (let next = queue.pop(); next; next = queue.pop()) {
    walk(next.node, node => {
      if (!ts.isIdentifier(node)) return
      for (const declaration of scope.checker.getSymbolAtLocation(node)?.declarations ?? []) {
        if (declaration.getSourceFile() !== scope.file) continue
        for (const each of all) {
          // A class or an object that is named brings its methods; a name inside a function brings nothing new.
          if (
            found.has(each) ||
            !(contains(declaration, each.node) || contains(each.node, declaration)) ||
            !isHolder(declaration)
          )
            continue
          if (contains(each.node, declaration) && each.node !== declaration) continue
          found.add(each)
          queue.push(each)
        }
      }
    })
  }
  return [...from, ...all.filter(each => found.has(each) && !from.includes(each))]
}

const isHolder = (node: ts.Node): boolean => !ts.isParameter(node) && !ts.isBindingElement(node) && !ts.isSourceFile(node)
