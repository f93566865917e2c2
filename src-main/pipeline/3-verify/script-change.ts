/**
 * Compares what two versions of a script hold of the things that the gates look for. Function by function: what one function did does not
 * excuse another, and what a changed function hands to an unchanged one is seen there.
 */
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import { findFunctions } from '../../languages/javascript/functions.ts'
import { changedFunctions } from '../../languages/javascript/inspect.ts'
import { bare, lineOf, ts, walk } from '../../languages/javascript/syntax.ts'
import { findComputedMembers } from './computed-members.ts'
import { findEnvironment } from './environment.ts'
import { firstNew, type Finding, type Report } from './findings.ts'
import { findGivenClosures } from './given-closures.ts'
import { findKeptState } from './kept-state.ts'
import { keepsOnlyStatements } from './kept-statements.ts'
import { findPromises } from './promises.ts'
import { findReflection } from './reflection.ts'
import { readScript, type Script } from './script.ts'
import { findWrites } from './writes.ts'

export interface NewInScript {
  readonly message: string
  /** 1-based, in the new text. */
  readonly line: number
}

export interface NewThings {
  /** The first new thing that is dangerous. */
  readonly danger: NewInScript | null
  /** All that keep something beyond the call. */
  readonly kept: readonly NewInScript[]
}

const known = new WeakMap<FileChange, NewThings>()

/** Several gates and the score ask; it is looked at once. */
export const newInScript = (change: FileChange): NewThings => {
  const found = known.get(change) ?? compare(change)
  known.set(change, found)
  return found
}

const compare = ({ path, before, after }: FileChange): NewThings => {
  const changed = new Set(changedFunctions(before, after, path).map(plainName))
  const now = findingsOf(readScript(path, after), changed)
  const old = now.length > 0 ? findingsOf(readScript(path, before), changed) : []
  const danger = firstNew(old.filter(isDanger), now.filter(isDanger))
  const isNew = (finding: Finding): boolean => isKeeping(finding) && !old.some(other => other.key === finding.key)
  // What is kept says more than that something writes to it.
  const kept = now.filter(isNew).toSorted((a, b) => Number(b.key.startsWith('keeps ')) - Number(a.key.startsWith('keeps ')))
  return { danger: danger && newThing(danger), kept: kept.map(newThing) }
}

const isKeeping = (finding: Finding): boolean => /^(?:keeps |writes outliving |writes property )/.test(finding.key)

const plainName = (name: string): string => name.replace(/@\d+$/, '')

const findingsOf = (script: Script, changed: ReadonlySet<string>): readonly Finding[] => {
  const { file } = script
  const functions = findFunctions(file)
  const placeOf = (node: ts.Node): string => {
    const owner = functions.find(each => each.start <= node.pos + node.getLeadingTriviaWidth(file) && node.end <= each.end)
    return !owner || changed.has(plainName(owner.name)) ? '' : ` in ${plainName(owner.name)}`
  }
  const found: Finding[] = []
  const report: Report = (key, message, node, anyNumber = false) => {
    found.push({ key: key + placeOf(node), message, node, anyNumber })
  }
  const stores = statementStores(file)
  findComputedMembers(script, report)
  findWrites(script, report, name => stores.has(name))
  findPromises(script, report)
  findEnvironment(script, report)
  findReflection(script, report)
  findKeptState(script, report)
  findGivenClosures(script, report)
  return found
}

const statementStores = (file: ts.SourceFile): ReadonlySet<string> => {
  const names = new Set<string>()
  walk(file, node => {
    if (!ts.isVariableDeclaration(node) || !node.initializer || !ts.isIdentifier(node.name)) return
    if (ts.isNewExpression(bare(node.initializer)) && keepsOnlyStatements(file, node.name.text, node.initializer))
      names.add(node.name.text)
  })
  return names
}

const newThing = (finding: Finding): NewInScript => ({
  message: finding.message,
  line: lineOf(finding.node.getSourceFile(), finding.node.getStart()),
})

const isDanger = (finding: Finding): boolean => !isKeeping(finding)
