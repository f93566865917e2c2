/** Monaco's environment hook, which its types declare only for the full bundle. */
interface Window {
  MonacoEnvironment?: { getWorker(): Worker }
}

/** The parts inside of Monaco that the diff of ours is put in by (`monaco-hunks.ts`); the package is pinned to one version. */
declare module 'monaco-editor/editor/common/core/ranges/lineRange' {
  export class LineRange {
    readonly startLineNumber: number
    readonly endLineNumberExclusive: number
    constructor(startLineNumber: number, endLineNumberExclusive: number)
  }
}
declare module 'monaco-editor/editor/common/diff/rangeMapping' {
  import type { LineRange } from 'monaco-editor/editor/common/core/ranges/lineRange'
  import type { Range } from 'monaco-editor/editor'
  export class RangeMapping {
    readonly originalRange: Range
    readonly modifiedRange: Range
    constructor(originalRange: Range, modifiedRange: Range)
  }
  export class DetailedLineRangeMapping {
    readonly original: LineRange
    readonly modified: LineRange
    readonly innerChanges: readonly RangeMapping[] | undefined
    constructor(original: LineRange, modified: LineRange, innerChanges: readonly RangeMapping[] | undefined)
  }
}
declare module 'monaco-editor/editor/common/diff/linesDiffComputers' {
  import type { DetailedLineRangeMapping } from 'monaco-editor/editor/common/diff/rangeMapping'
  interface LinesDiffOptions {
    readonly ignoreTrimWhitespace: boolean
    readonly maxComputationTimeMs: number
    readonly computeMoves: boolean
  }
  export const linesDiffComputers: {
    getDefault(): {
      computeDiff(
        before: readonly string[],
        after: readonly string[],
        options: LinesDiffOptions,
      ): { readonly changes: readonly DetailedLineRangeMapping[]; readonly hitTimeout: boolean }
    }
  }
}
declare module 'monaco-editor/editor/common/services/editorWorker' {
  export const IEditorWorkerService: unique symbol
}
declare module 'monaco-editor/editor/standalone/browser/standaloneServices' {
  import type { DetailedLineRangeMapping } from 'monaco-editor/editor/common/diff/rangeMapping'
  import type { Uri } from 'monaco-editor/editor'
  export interface DocumentDiff {
    readonly changes: readonly DetailedLineRangeMapping[]
    readonly identical: boolean
    readonly quitEarly: boolean
    readonly moves: readonly []
  }
  export const StandaloneServices: {
    initialize(overrides: Readonly<Record<string, unknown>>): unknown
    get(service: typeof import('monaco-editor/editor/common/services/editorWorker').IEditorWorkerService): {
      computeDiff(original: Uri, modified: Uri, options: unknown, algorithm: 'advanced'): Promise<DocumentDiff | null>
    }
  }
}
