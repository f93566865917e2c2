/** Projects that this data folder knows, and folders that could become one. */
import { z } from 'zod'

export const projectRef = z.object({
  name: z.string(),
  /** Absolute folder. */
  root: z.string(),
  bundled: z.boolean(),
  lastOpenedMs: z.int().nullable(),
  state: z.enum(['ok', 'missing', 'bad-manifest']),
})
export type ProjectRef = z.infer<typeof projectRef>

/** What a folder is, before anything is written in it. */
export const folderLook = z.object({
  root: z.string(),
  kind: z.enum(['project', 'bad-manifest', 'no-manifest', 'nothing-to-measure']),
  name: z.string(),
  /** The manifest that `init` would write, as JSON text; empty where there is one or none can be made. */
  manifest: z.string(),
  /** Files that `init` would write, the manifest first. */
  wouldWrite: z.array(z.string()),
  /** What was found, and what to edit next. One sentence each. */
  notes: z.array(z.string()),
})
export type FolderLook = z.infer<typeof folderLook>

/** Folders inside of one folder, for choosing one where the host has no dialog of its own. */
export const folderList = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  folders: z.array(z.object({ name: z.string(), path: z.string(), isProject: z.boolean() })),
  truncated: z.boolean(),
})
export type FolderList = z.infer<typeof folderList>
