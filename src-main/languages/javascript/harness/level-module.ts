/**
 * Runs in the box: one value of a module benchmark (its default export returns the number), or the control probe alone beside a
 * command. One process per value.
 */
import { findDefault } from './ab-load.ts'
import type { ModuleAnswer, ModuleRequest } from './ab-protocol.ts'
import { answerOnce, describe, fault } from './ab-talk.ts'
import { acceptBundlerImports } from './bundler-imports.ts'
import { probeOf, probeOnce, warmProbe } from './level-probe.ts'

const valueOf = async (root: string, file: string, args: readonly unknown[]): Promise<number> => {
  const benchmark = await findDefault(root, file)
  let value: unknown
  try {
    value = await benchmark(...args)
  } catch (error) {
    throw fault(`${file} throws: ${describe(error)}`)
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw fault(
      `${file} returns ${typeof value === 'number' ? String(value) : `a value of type ${typeof value}`}, not a finite number`,
    )
  }
  return value
}

acceptBundlerImports()
await answerOnce(async (request: ModuleRequest): Promise<ModuleAnswer> => {
  // The value first: the project's code must find the process as it would be without us.
  const value = request.file === null ? 0 : await valueOf(request.root, request.file, request.args)
  if (!request.probe) return { kind: 'value', value, probeMicros: null }
  warmProbe()
  return { kind: 'value', value, probeMicros: probeOf(Array.from({ length: 30 }, probeOnce)) }
})
