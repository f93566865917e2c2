/** Every method of the contract. Thin: each calls one thing that does the work. */
import type { Handlers } from '../../api/dispatch.ts'
import { gatedApprovals } from '../approval/gate.ts'
import { controlling } from './controlling.ts'
import { edits } from './edits.ts'
import { improving } from './improving.ts'
import type { Parts } from './parts.ts'
import { projects } from './projects.ts'
import { reading } from './reading.ts'
import { recording } from './recording.ts'
import { reviewing } from './reviewing.ts'
import { refusedWhileStopped } from './while-stopped.ts'

export const createHandlers = (parts: Parts): Handlers =>
  refusedWhileStopped(
    gatedApprovals(parts.workspace, {
      ...reading(parts),
      ...improving(parts),
      ...reviewing(parts),
      ...edits(parts),
      ...controlling(parts),
      ...projects(parts),
      ...recording(parts),
    }),
    parts.workspace.stop,
  )
