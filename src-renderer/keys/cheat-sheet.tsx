/** `?`: all keys that work on this page. */
import { Kbd, Modal } from '@mantine/core'
import { actionGroups, currentActions, keyLabel } from './actions.ts'
import styles from './cheat-sheet.module.css'

export const CheatSheet = ({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) => {
  const actions = opened ? currentActions().filter(a => a.keys.length > 0) : []
  const groups = actionGroups.map(group => ({
    group,
    list: actions.filter(a => a.group === group),
  }))
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size={560} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={styles['columns']}>
        {groups
          .filter(g => g.list.length > 0)
          .map(({ group, list }) => (
            <section key={group} className={styles['group']}>
              <h2>{group}</h2>
              <dl>
                {list.map(action => (
                  <div key={action.id} className={styles['row']}>
                    <dt>{action.label}</dt>
                    <dd>
                      {action.keys.map(keys => (
                        <Kbd key={keys}>{keyLabel(keys)}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
    </Modal>
  )
}
