/** `?`: all keys, those of this page first. */
import { Kbd, Modal } from '@mantine/core'
import { railPlaces } from '../frame/places.ts'
import { parseRoute } from '../routing/route.ts'
import { actionGroups, currentActions, keyLabel } from './actions.ts'
import { catalogue } from './catalogue.ts'
import styles from './cheat-sheet.module.css'

interface Line {
  readonly id: string
  readonly label: string
  readonly keys: readonly string[]
}
const Section = ({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) =>
  lines.length === 0 ? null : (
    <section className={styles['group']} aria-label={title}>
      <h2>{title}</h2>
      <dl>
        {lines.map(({ id, label, keys }) => (
          <div key={id} className={styles['row']}>
            <dt>{label}</dt>
            <dd>
              {keys.map(key => (
                <Kbd key={key}>{keyLabel(key)}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )

export const CheatSheet = ({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) => {
  const actions = opened ? currentActions().filter(a => a.keys.length > 0) : []
  const here = parseRoute(location.hash).place
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size={860} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={styles['columns']}>
        {actionGroups.map(group => (
          <Section key={group} title={group} lines={actions.filter(a => a.group === group)} />
        ))}
        {railPlaces
          .filter(p => p.place !== here)
          .map(p => (
            <Section key={p.place} title={`On ${p.label}`} lines={(catalogue[p.place] ?? []).filter(e => e.keys.length > 0)} />
          ))}
      </div>
    </Modal>
  )
}
