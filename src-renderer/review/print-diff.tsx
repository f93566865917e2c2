/** The whole stored diff on paper, with line numbers: readable in black and white. */
import { inPieces, parseUnified } from './unified.ts'
import { MarkedText } from './text-row.tsx'

const signs = { added: '+', removed: '−', same: '', head: '', hunk: '', note: '' } as const

export const PrintDiff = ({ diff }: { readonly diff: string }) => (
  <div className="diff">
    {parseUnified(diff)
      .flatMap(inPieces)
      .map((row, i) => {
        const continues = row.from !== undefined && row.from > 0
        return (
          <div key={i} data-kind={row.kind}>
            <span>{continues ? '' : (row.before ?? '')}</span>
            <span>{continues ? '' : (row.after ?? '')}</span>
            <span>{continues ? '↳' : signs[row.kind]}</span>
            <code>
              <MarkedText row={row} />
            </code>
          </div>
        )
      })}
  </div>
)
