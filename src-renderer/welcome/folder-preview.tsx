/** What a folder is, and what opening it would write: the manifest as text, before it exists. */
import { Button } from '@mantine/core'
import type { FolderLook } from '../../src-shared/domain/project-ref.ts'
import { useCore } from '../data/context.tsx'
import { plural } from '../ui/format.ts'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { Tag, type Tone } from '../ui/tags.tsx'
import { oneLine, visible } from '../ui/visible.ts'
import type { Opening } from './use-open-project.ts'
import styles from './welcome.module.css'

const kinds: Readonly<Record<FolderLook['kind'], readonly [Tone, string, string]>> = {
  project: ['improved', '✓', 'an ASIS project'],
  'no-manifest': ['running', '○', 'can become a project'],
  'bad-manifest': ['regressed', '✕', 'its manifest has a mistake'],
  'nothing-to-measure': ['unclear', '–', 'nothing to measure found'],
}

export const FolderPreview = ({ look, opening }: { readonly look: FolderLook; readonly opening: Opening }) => {
  const { transport } = useCore()
  const [tone, sign, word] = kinds[look.kind]
  const { root } = look
  return (
    <>
      <h3 className={styles['name']}>
        <span className="cut foreign">{oneLine(look.name, 80)}</span>
        <Tag tone={tone} sign={sign}>
          {word}
        </Tag>
      </h3>
      <p className="quiet mono cut foreign" title={oneLine(root)}>
        {oneLine(root)}
      </p>
      <ul className={styles['notes']}>
        {look.notes.map((note, i) => (
          <li key={`${i}${note}`} className="foreign">
            {oneLine(note, 400)}
          </li>
        ))}
      </ul>
      {look.kind === 'project' ? (
        <Button
          variant="filled"
          loading={opening.busy}
          onClick={() => opening.open(() => transport.call('projects.open', { root }))}
        >
          Open this project
        </Button>
      ) : null}
      {look.kind === 'no-manifest' ? (
        <>
          <p>{`${plural(look.wouldWrite.length, 'file')} would be written:`}</p>
          <ul className={`${styles['files'] ?? ''} mono`}>
            {look.wouldWrite.map(path => (
              <li key={path} className="foreign">
                {oneLine(path)}
              </li>
            ))}
          </ul>
          <ScrollRegion label="The manifest that would be written" className={styles['manifest']}>
            <pre>{visible(look.manifest)}</pre>
          </ScrollRegion>
          <Button
            variant="filled"
            loading={opening.busy}
            onClick={() => opening.open(() => transport.call('projects.init', { root }))}
          >
            {`Write ${look.wouldWrite.length === 1 ? 'this file' : 'these files'} and open`}
          </Button>
        </>
      ) : null}
    </>
  )
}
