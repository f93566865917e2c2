/**
 * Which functions of a proposal are compared, and with what. The benchmark's function gets everything (its generator, mutations, the
 * probes when it is the changed one); other changed functions that their module exports get inputs made from their declaration, and
 * the probes of the rule. A changed function that is neither compared nor named by one that is must not pass as if it had been.
 */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { BehaviourReport } from '../../../src-shared/domain/evidence.ts'
import type { Benchmark } from '../../../src-shared/domain/manifest.ts'
import { splitTarget } from '../../../src-shared/domain/target.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { declaredInputs, type Declared } from '../../languages/javascript/declared-inputs.ts'
import { findFunctions, nameOf } from '../../languages/javascript/functions.ts'
import { namedBy } from '../../languages/javascript/named-by.ts'
import { isScriptPath, lineOf, parse, ts } from '../../languages/javascript/syntax.ts'
import { compareBehaviour } from './behaviour.ts'
import type { InvalidRun } from './side.ts'
import type { Tree, TrialPorts } from './ports.ts'
import { readText } from './subject.ts'

/** Each costs three boxes; what is not compared is named. */
const mostFunctions = 4

/** Null when nothing can be compared. In `notMet`, as `path#name`: changed functions that no comparison can have run. */
export const compareProposal = async (
  proposal: Proposal,
  benchmark: Benchmark,
  original: Tree,
  candidate: Tree,
  ports: TrialPorts,
): Promise<BehaviourReport | InvalidRun | Refused | null> => {
  const changed = proposal.files.map(file => file.path)
  const reports: BehaviourReport[] = []
  const compared: string[] = []
  const main = benchmark.kind === 'function' ? `${benchmark.file}#${benchmark.function}` : null
  if (benchmark.kind === 'function' && main !== null) {
    // A probe written for another function has other arguments.
    const probes = proposal.changedFunctions.length === 0 || proposal.changedFunctions.includes(main) ? proposal.probes : []
    const { file, inputs, sizes } = benchmark
    const report = await compareBehaviour(
      { original, candidate, file, function: benchmark.function, inputs, sizes, probes, changed, changes: proposal.files },
      ports,
    )
    if ('kind' in report) return report
    reports.push(report)
    // `default` has a name of its own in the file, by which a change is told.
    const node = declaredIn(original, file, benchmark.function)?.node
    compared.push(main, ...(node ? [`${node.getSourceFile().fileName}#${nameOf(node)}`] : []))
  }
  for (const each of proposal.changedFunctions) {
    if (reports.some(report => report.differences > 0) || reports.length > mostFunctions) break
    const [file, name] = splitTarget(each)
    if (compared.includes(each) || name === '') continue
    // Nobody outside sees what a private function answers: where compared calls ran all of it, they have shown what it is for.
    const inner = isInner(proposal, file, name) && (reports.length === 0 || isUnmet(candidate, file, name, reports))
    if (!inner && !mayBeCalled(declaredIn(original, file, name))) continue
    const request = {
      original,
      candidate,
      file,
      function: name,
      inputs: null,
      sizes: [],
      probes: proposal.probes,
      changed,
      changes: proposal.files,
    }
    const report = await compareBehaviour({ ...request, mutated: 300 }, ports)
    // Neither exported nor at the top of its file after all, or nothing can be made for it.
    if (isRefused(report) && report.code === 'bad-benchmark') continue
    if ('kind' in report) return report
    if (report.compared === 0) continue
    reports.push(report)
    compared.push(each)
  }
  if (reports.length === 0) return null
  const whole = reports.reduce(together)
  return { ...whole, notMet: [...new Set([...whole.notMet, ...leftOut(proposal, compared, candidate)])] }
}

const declaredIn = (tree: Tree, file: string, name: string): Declared | null =>
  isScriptPath(file) ? declaredInputs(file, name, readText(tree)) : null

/** Exported, and no part of an instance. */
const mayBeCalled = (declared: Declared | null): boolean => {
  if (!declared?.exported) return false
  const { node } = declared
  if (ts.isConstructorDeclaration(node) || ts.isAccessor(node)) return false
  if (!ts.isClassLike(node.parent)) return true
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(each => each.kind === ts.SyntaxKind.StaticKeyword)
}

/** Changed functions, as they are after the change, that neither were compared nor are named by what was. */
const leftOut = (proposal: Proposal, compared: readonly string[], candidate: Tree): readonly string[] => {
  const read = readText(candidate)
  const paths = [...new Set([...proposal.files.map(file => file.path), ...compared.map(each => splitTarget(each)[0])])]
  const files = paths.filter(isScriptPath).flatMap(path => {
    const text = read(path)
    return text === null ? [] : [parse(path, text)]
  })
  const roots = compared.flatMap(each => {
    const [file, name] = splitTarget(each)
    return declaredIn(candidate, file, name)?.node ?? []
  })
  const reached = namedBy(files, roots)
  return proposal.changedFunctions.filter(each => {
    const [file, name] = splitTarget(each)
    if (name === 'top-level' || name.startsWith('anonymous@') || compared.includes(each) || reached.has(each)) return false
    // Removed: there is nothing left to be met.
    return declaredIn(candidate, file, name) !== null
  })
}

/** Both versions have it at the top of the file, and neither exports it. */
const isInner = (proposal: Proposal, path: string, name: string): boolean => {
  const change = proposal.files.find(file => file.path === path)
  if (!change || !isScriptPath(path)) return false
  return [change.before, change.after].every(text => {
    const found = findFunctions(parse(path, text)).find(each => each.name === name)
    if (!found || found.exported) return false
    const { node } = found
    const statement = ts.isFunctionDeclaration(node) ? node : node.parent.parent?.parent
    return statement !== undefined && (ts.isFunctionDeclaration(statement) || ts.isVariableStatement(statement)) && ts.isSourceFile(statement.parent) // prettier-ignore
  })
}

/** Lines of the function stand among those that no call of a comparison ran. */
const isUnmet = (candidate: Tree, file: string, name: string, reports: readonly BehaviourReport[]): boolean => {
  const node = declaredIn(candidate, file, name)?.node
  if (!node) return false
  const source = node.getSourceFile()
  const [from, to] = [lineOf(source, node.getStart(source)), lineOf(source, node.end)]
  return reports.every(({ notMet }) =>
    notMet.some(text => {
      const [, path = '', first = '', last = first] = piece(text)
      return path === file && +first <= to && +(last || first) >= from
    }),
  )
}

const piece = (text: string): readonly string[] => /^(.*):(\d+)(?:-(\d+))?$/.exec(text) ?? [text, text, '0', '0']

/** What one comparison did not meet, another one may have. */
const inBoth = (one: readonly string[], two: readonly string[]): string[] => {
  return one.flatMap(mine => {
    const [, path = '', first = '', last = first] = piece(mine)
    return two.flatMap(theirs => {
      const [, other = '', otherFirst = '', otherLast = otherFirst] = piece(theirs)
      const [from, to] = [Math.max(+first, +otherFirst), Math.min(+last, +otherLast)]
      return path !== other || from > to ? [] : [from === to ? `${path}:${from}` : `${path}:${from}-${to}`]
    })
  })
}

const together = (one: BehaviourReport, two: BehaviourReport): BehaviourReport => {
  const families = { ...one.families }
  for (const [family, count] of Object.entries(two.families)) families[family] = (families[family] ?? 0) + count
  return {
    compared: one.compared + two.compared,
    skipped: one.skipped + two.skipped,
    differences: one.differences + two.differences,
    families,
    examples: [...one.examples, ...two.examples].slice(0, 5),
    agreed: [...one.agreed, ...two.agreed].slice(0, 5),
    generatedInside: one.generatedInside || two.generatedInside,
    unseen: [...new Set([...one.unseen, ...two.unseen])],
    notMet: inBoth(one.notMet, two.notMet),
    engineErrors: one.engineErrors + two.engineErrors,
    ...(one.allowed || two.allowed ? { allowed: [...new Set([...(one.allowed ?? []), ...(two.allowed ?? [])])] } : {}),
  }
}
