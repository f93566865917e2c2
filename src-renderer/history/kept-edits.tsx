/** What a rollback was told to overwrite: which file, when, how large, and the two things that can be done with it. */
import { Button } from '@mantine/core'
import type { KeptEditState } from '../../src-shared/domain/kept-edit.ts'
import { plural } from '../ui/format.ts'
import { Tag, type Tone } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import type { KeptEdits } from './use-kept-edits.ts'
import styles from './history.module.css'

const states: Readonly<Record<KeptEditState, readonly [Tone, string, string]>> = {
  there: ['improved', '=', 'in the file now'],
  replaced: ['unclear', '↺', 'can be restored'],
  'edited-since': ['caution', '!', 'file edited since'],
  missing: ['caution', '!', 'file missing now'],
  'out-of-reach': ['caution', '!', 'file out of reach'],
}

export const EditStateTag = ({ state }: { readonly state: KeptEditState }) => {
  const [tone, sign, word] = states[state]
  return (
    <Tag tone={tone} sign={sign}>
      {word}
    </Tag>
  )
}

export const KeptEditList = ({ edits }: { readonly edits: KeptEdits }) =>
  edits.all.length === 0 ? null : (
    <section className={styles['edits']} aria-label="Edits kept">
      <h3>Edits kept</h3>
      <ul>
        {edits.all.map(edit => {
          const name = oneLine(edit.path, 200)
          return (
            <li key={edit.id}>
              <span className="mono cut foreign" title={name}>
                {name}
              </span>
              <EditStateTag state={edit.state} />
              <span className="quiet">
                <Ago tMs={edit.tMs} />
                {`, ${plural(edit.bytes, 'byte')}, `}
                <span className="mono" title={`SHA-256 ${edit.sha256}`}>
                  {edit.sha256.slice(0, 12)}
                </span>
                {edit.cause === 'restore' ? ', replaced by another kept edit' : ''}
              </span>
              <span className={styles['editActions']}>
                <Button size="compact-xs" aria-label={`Show ${name}`} onClick={() => edits.show(edit)}>
                  Show
                </Button>
                <Button
                  size="compact-xs"
                  aria-label={`Restore ${name}`}
                  title={edits.mayRestore ? 'Asks before it does anything' : 'This window may only look'}
                  disabled={!edits.mayRestore || edit.state === 'there' || edit.state === 'out-of-reach'}
                  onClick={() => edits.restore(edit)}
                >
                  Restore
                </Button>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
