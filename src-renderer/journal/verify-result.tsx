/** What the check of the chain found; the first bad record is a link. */
import type { Output } from '../../src-shared/api/contract.ts'
import { addressOf } from '../routing/route.ts'
import { count, plural } from '../ui/format.ts'
import { Tag } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'

export const VerifyResult = ({ check }: { readonly check: Output<'journal.verify'> }) =>
  check.ok ? (
    <>
      <Tag tone="improved" sign="✓">
        unbroken
      </Tag>
      <span className="quiet">{`${plural(check.records, 'record')}. ${oneLine(check.detail)}`}</span>
    </>
  ) : (
    <>
      <Tag tone="regressed" sign="✕">
        broken
      </Tag>
      <span className="foreign">
        {check.firstBad === null ? (
          'The chain does not fit its signed head'
        ) : (
          <>
            First at <a href={addressOf('journal', String(check.firstBad))}>{`record ${count(check.firstBad)}`}</a>
          </>
        )}
        {` of ${count(check.records)}: ${oneLine(check.detail)}`}
      </span>
    </>
  )
