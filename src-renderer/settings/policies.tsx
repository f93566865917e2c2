/** The policies in effect: what may be applied without a person. */
import { Button, Modal, Switch } from '@mantine/core'
import { useState } from 'react'
import type { Policy } from '../../src-shared/domain/policy.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import { found } from './groups.ts'
import { PolicyForm } from './policy-form.tsx'
import { policyWords } from './policy-rules.ts'
import styles from './settings.module.css'

/** A name that is free, close to the wished one. */
const freeName = (wish: string, taken: readonly string[]): string => {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wish : `${wish}-${n}`
    if (!taken.includes(name)) return name
  }
}

interface Editing {
  readonly policy: Policy
  readonly isNew: boolean
}

export const Policies = ({ mayApprove, search }: { readonly mayApprove: boolean; readonly search: string }) => {
  const { transport, queries } = useCore()
  const { data, error } = useQuery('policies.list', {})
  const [editing, setEditing] = useState<Editing | null>(null)
  const [removing, setRemoving] = useState<Policy | null>(null)
  const doing = useDo()
  if (data === undefined)
    return error === undefined ? <Loading rows={2} label="Loading the policies" /> : <Failed error={error} />
  const { policies, suggestion } = data
  const taken = policies.map(p => p.name)
  const add = (): void => setEditing({ policy: { ...suggestion, name: freeName(suggestion.name, taken) }, isNew: true })
  const shown = (next: Policy[]): void => queries.update('policies.list', old => ({ ...old, policies: next }))
  return (
    <>
      {policies.length === 0 ? (
        <Empty
          title="No policy: everything waits for you"
          action={
            <Button disabled={!mayApprove} onClick={add}>
              Look at the suggestion
            </Button>
          }
        >
          {`A careful beginning: ${oneLine(policyWords(suggestion), 400)}. It is not in effect until you save it.`}
        </Empty>
      ) : (
        <>
          <ul>
            {policies
              .filter(p => found(search, p.name, policyWords(p), 'policies policy'))
              .map(policy => (
                <li key={policy.name} className={styles['row']}>
                  <div className={styles['words']}>
                    <h3 className="mono">{policy.name}</h3>
                    <p className="quiet foreign">{oneLine(policyWords(policy), 400)}</p>
                  </div>
                  <div className={styles['control']}>
                    <Switch
                      size="sm"
                      checked={policy.enabled}
                      disabled={!mayApprove || doing.busy}
                      aria-label={`Policy ${policy.name}`}
                      onChange={event =>
                        doing.run(
                          () => transport.call('policies.put', { ...policy, enabled: event.currentTarget.checked }),
                          next =>
                            `Policy ${policy.name} is ${next.find(p => p.name === policy.name)?.enabled === true ? 'on' : 'off'}.`,
                          shown,
                        )
                      }
                    />
                    <span className={styles['after']}>
                      <Button
                        size="compact-xs"
                        disabled={!mayApprove}
                        aria-label={`Edit policy ${policy.name}`}
                        onClick={() => setEditing({ policy, isNew: false })}
                      >
                        Edit
                      </Button>
                      <Button
                        size="compact-xs"
                        disabled={!mayApprove}
                        aria-label={`Remove policy ${policy.name}`}
                        onClick={() => setRemoving(policy)}
                      >
                        Remove
                      </Button>
                    </span>
                  </div>
                </li>
              ))}
          </ul>
          <div className={styles['groupFoot']}>
            <Button disabled={!mayApprove} onClick={add}>
              Add a policy
            </Button>
          </div>
        </>
      )}
      {editing === null ? null : (
        <PolicyForm start={editing.policy} isNew={editing.isNew} taken={taken} onClose={() => setEditing(null)} />
      )}
      {removing === null ? null : (
        <Modal
          opened
          onClose={() => setRemoving(null)}
          title={`Remove ${removing.name}`}
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          <p>What it would have applied waits for you from now on. What it applied stays applied.</p>
          <div className={styles['formFoot']}>
            <span style={{ flex: 1 }} />
            <Button data-autofocus onClick={() => setRemoving(null)}>
              Keep it
            </Button>
            <Button
              variant="filled"
              color="red.9"
              loading={doing.busy}
              onClick={() =>
                doing.run(
                  () => transport.call('policies.remove', { name: removing.name }),
                  () => `Policy ${removing.name} removed.`,
                  next => {
                    shown(next)
                    setRemoving(null)
                  },
                )
              }
            >
              Remove policy
            </Button>
          </div>
        </Modal>
      )}
    </>
  )
}
