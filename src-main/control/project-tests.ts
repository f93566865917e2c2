/** The project's own tests before any change: a candidate can only be judged where they pass. */
import path from 'node:path'
import { rm } from 'node:fs/promises'
import type { TestReport } from '../../src-shared/domain/evidence.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { baselineTests } from '../pipeline/4-trial/tests.ts'
import { copyProject } from './analysis.ts'
import type { Workspace } from './workspace.ts'

/** `tests-fail` when they do not pass; null when none are declared. */
export async function projectTests(workspace: Workspace, signal: AbortSignal): Promise<TestReport | null | Refused> {
  const { project } = workspace
  if (project.manifest.tests.length === 0) return null
  const sandbox = await workspace.sandbox()
  if (isRefused(sandbox)) return sandbox
  const copy = path.join(workspace.sandboxFolder, `tests-${Buffer.from(workspace.random(6)).toString('hex')}`)
  try {
    const refused = await copyProject(workspace, copy)
    if (refused) return refused
    return await baselineTests(
      { copyDir: copy, tests: project.manifest.tests, nodeModules: project.nodeModules, limits: project.manifest.limits },
      { sandbox, clock: workspace.clock, random: workspace.random, harnessDir: workspace.harnessDir, signal },
    )
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}
