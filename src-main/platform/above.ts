/** What stands above the settings of the data folder and of the project. Hosts give it; the core never looks at the environment. */
import { systemPins, type PinPlace } from './pins.ts'

export interface Above {
  readonly pins: PinPlace
  /** Of `ASIS_APPROVALS_FOR_HIGH`; undefined where it is not set. */
  readonly approvalsForHigh?: string | undefined
}

export const approvalsVariable = 'ASIS_APPROVALS_FOR_HIGH'

export const systemAbove: Above = { pins: systemPins }

export const aboveOf = (env: NodeJS.ProcessEnv): Above => ({
  ...systemAbove,
  approvalsForHigh: env[approvalsVariable] || undefined,
})
