/**
 * Compares what the original and the candidate do on the same inputs, each alone in its box, with the judge outside. The original's
 * answers are the expected ones; a candidate that answers otherwise on one input is not the same program. An input on which the
 * original gives no answer, or another one the next time, proves nothing and is skipped.
 */
import { isDeepStrictEqual } from 'node:util'
import type { BehaviourReport, Difference } from '../../../src-shared/domain/evidence.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { declaredCount } from '../../languages/javascript/declared-count.ts'
import { replaceableIn } from '../../languages/javascript/replaceable.ts'
import { isOfInstance, wantedIn } from '../../languages/javascript/wanted.ts'
import { cannotLoad } from './cannot-load.ts'
import { changedBuiltIns, compareCases, stopped } from './compare-cases.ts'
import { describe } from './explain.ts'
import { inputText } from './found.ts'
import { collectInputs, type InputRequest } from './inputs.ts'
import { meetChanges, type Change } from './met.ts'
import { openSameWorld } from './same-world.ts'
import { openSide, type InvalidRun, type Side } from './side.ts'
import { freshSeed, type Tree, type TrialPorts } from './ports.ts'
import { readText } from './subject.ts'
import { noNeeds, type Needs } from './shim.ts'
import { drawWorlds, type BoxWorld } from './worlds.ts'

export interface BehaviourRequest extends Omit<InputRequest, 'tree'> {
  readonly original: Tree
  readonly candidate: Tree
  /** Relative to the project. */
  readonly file: string
  readonly function: string
  /** What is to be met by the inputs. */
  readonly changes?: readonly Change[]
  /** CPU time for the original, ms; four times that on the clock. Inputs that no longer fit are left out. */
  readonly budgetMs?: number
}

const defaultBudgetMs = 5_000

/** Some callers read `length`, and most write `most?` as `most = 3` without a thought: what is declared decides. */
const declareAsMany = (request: BehaviourRequest): boolean => {
  const count = (tree: Tree) => declaredCount(request.file, readText(tree)(request.file), request.function)
  const mine = count(request.original)
  return mine !== null && mine === count(request.candidate)
}

export const compareBehaviour = async (
  request: BehaviourRequest,
  ports: TrialPorts,
): Promise<BehaviourReport | InvalidRun | Refused> => {
  const inputs = await collectInputs({ ...request, tree: request.original }, ports)
  if (isRefused(inputs)) return inputs
  const ofInstance = isOfInstance(wantedIn(request.original.dir, request.file, request.function))
  const insideInputs =
    ofInstance || inputs.cases.some(item => item.source.kind === 'generated' || item.source.kind === 'patched')
      ? request.inputs
      : null
  const texts = [request.original, request.candidate].flatMap(tree => readText(tree)(request.file) ?? [])
  const worlds = drawWorlds(ports.random, texts)
  const replaceable = ofInstance ? replaceableIn(request.file, request.function, readText(request.original)) : []
  const bareSeed = freshSeed(ports.random)
  const side = (tree: Tree, needs: Needs | null, world: BoxWorld, giveUp: boolean, counted = false): Promise<Side> =>
    openSide(
      {
        tree,
        file: request.file,
        function: request.function,
        inputs: insideInputs,
        replaceable,
        needs,
        giveUp,
        world,
        strict: world === worlds.told,
        counted,
        // A third of the calls, so that a stand-in for a callback is not what a candidate goes by.
        isBare: at => (Math.imul(at ^ bareSeed, 0x9e3779b1) >>> 8) % 3 === 0,
      },
      ports,
    )

  const loadsIn = async (world: BoxWorld, needs: Needs): Promise<boolean> => {
    const twin = await side(request.original, needs, world, false)
    await twin.close()
    return twin.loaded.kind === 'loaded'
  }

  const attempt = async (known: Needs | null): Promise<BehaviourReport | InvalidRun | Refused> => {
    // Both at once: what the original needs is seldom more than what is known.
    const [original, early] = await bothOpen([
      side(request.original, known, worlds.told, false),
      side(request.candidate, known, worlds.plain, true),
    ])
    const needs = original.needs()
    const sameWorld = openSameWorld({
      candidateTold: () => side(request.candidate, needs, worlds.told, true),
      originalPlain: () => side(request.original, needs, worlds.plain, false),
      candidatePlain: () => side(request.candidate, needs, worlds.plain, true),
    })
    let candidate = early
    try {
      if (original.loaded.kind !== 'loaded') {
        const { detail, cancelled } = original.loaded
        return cancelled ? refuse('cancelled', 'Cancelled. Nothing was changed.', '') : cannotLoad(request, detail)
      }
      if (!isDeepStrictEqual(needs, known ?? noNeeds)) {
        await candidate.close()
        candidate = await side(request.candidate, needs, worlds.plain, true)
      }
      if (candidate.loaded.kind === 'failed' && !candidate.loaded.cancelled && !(await loadsIn(worlds.plain, needs))) {
        // The project itself cannot live there: both live in the told world.
        await candidate.close()
        candidate = await side(request.candidate, needs, worlds.told, true)
      }
      const { loaded } = candidate
      if (loaded.kind === 'invalid') return { kind: 'invalid', reason: loaded.detail }
      if (loaded.kind === 'failed') {
        if (loaded.cancelled) return refuse('cancelled', 'Cancelled. Nothing was changed.', '')
        return onlyDifference({
          input: `import of ${request.file}`,
          original: 'loads',
          candidate: loaded.detail.slice(0, 500),
          family: 'load',
        })
      }
      const forged = changedBuiltIns(original, candidate)
      if (forged) return forged
      if (loaded.length !== original.loaded.length && !declareAsMany(request))
        return onlyDifference({
          input: `${request.function}.length`,
          original: String(original.loaded.length),
          candidate: String(loaded.length),
          family: 'load',
        })
      const compared = await compareCases(
        request.budgetMs ?? defaultBudgetMs,
        inputs.cases,
        inputs.generatedInside,
        original,
        candidate,
        sameWorld,
        () => side(request.original, needs, worlds.told, false),
      )
      if ('kind' in compared) return compared.kind === 'needs' ? await attempt({ ...needs, ...compared.more }) : compared
      if (compared.report.differences > 0) return compared.report
      const met = await meetChanges(request.changes ?? [], compared.met, () =>
        side(request.candidate, needs, worlds.told, true, true),
      )
      const unseen = [...compared.report.unseen, ...inputs.hides]
      return withMet({ ...compared.report, unseen, ...allowedBy(needs) }, met, request.file)
    } finally {
      await Promise.all([original.close(), candidate.close(), sameWorld.close()])
    }
  }
  return await attempt(null)
}

/** Where one cannot be opened the other one does not stay. */
const bothOpen = async (opening: readonly [Promise<Side>, Promise<Side>]): Promise<readonly [Side, Side]> => {
  try {
    return await Promise.all(opening)
  } catch (error) {
    for (const each of await Promise.allSettled(opening)) if (each.status === 'fulfilled') await each.value.close()
    throw error
  }
}

const allowedBy = ({ codeFromText, proto }: Needs): Pick<BehaviourReport, 'allowed'> => {
  const allowed = [...(codeFromText ? ['code made from text'] : []), ...(proto ? ['`__proto__`'] : [])]
  return allowed.length > 0 ? { allowed } : {}
}

const withMet = (
  report: BehaviourReport,
  met: Awaited<ReturnType<typeof meetChanges>>,
  file: string,
): BehaviourReport | InvalidRun | Refused => {
  if ('kind' in met) {
    if (met.kind !== 'failed') return stopped(met, 'candidate')
    const detail = met.detail.slice(0, 500)
    return onlyDifference({ input: `import of ${file}`, original: 'loads', candidate: detail, family: 'load' })
  }
  if (!met.blocked) return { ...report, notMet: [...met.notMet] }
  const { numbered, outcome } = met.blocked
  const candidate = outcome.kind === 'answered' ? describe(outcome.answer.first) : ''
  const difference = {
    input: inputText(numbered.item, outcome),
    original: 'works without',
    candidate,
    family: numbered.item.family,
  }
  return { ...report, differences: 1, examples: [difference] }
}

const onlyDifference = (difference: Difference): BehaviourReport => ({
  compared: 1,
  skipped: 0,
  differences: 1,
  families: { [difference.family]: 1 },
  examples: [difference],
  agreed: [],
  generatedInside: false,
  unseen: [],
  notMet: [],
  engineErrors: 0,
})
