/** One policy with all of its conditions, checked while it is written, tried against history before it is saved. */
import { Button, Checkbox, Modal, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Policy, PolicyOutcome } from '../../src-shared/domain/policy.ts'
import { useCore } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { Failed } from '../ui/panel-state.tsx'
import { DryRun } from './dry-run.tsx'
import { draftOf, generatorChoices, policyOf, problemsOf, riskChoices, type Draft } from './policy-rules.ts'
import styles from './settings.module.css'

interface PolicyFormProps {
  readonly start: Policy
  /** Its name stays: another name is another policy. */
  readonly isNew: boolean
  readonly taken: readonly string[]
  readonly onClose: () => void
}

export const PolicyForm = ({ start, isNew, taken, onClose }: PolicyFormProps) => {
  const { transport, queries } = useCore()
  const [draft, setDraft] = useState<Draft>(() => draftOf(start))
  const [outcomes, setOutcomes] = useState<readonly PolicyOutcome[] | null>(null)
  const saving = useDo({ inPlace: true })
  const trying = useDo({ inPlace: true })
  const problems = problemsOf(draft, isNew ? taken : [])
  const fine = Object.keys(problems).length === 0
  const put = (change: Partial<Draft>): void => {
    setDraft({ ...draft, ...change })
    setOutcomes(null)
    saving.clear()
    trying.clear()
  }
  const save = (): void =>
    saving.run(
      () => transport.call('policies.put', policyOf(draft)),
      () => `Policy ${draft.name} saved.`,
      policies => {
        queries.update('policies.list', old => ({ ...old, policies }))
        onClose()
      },
    )
  const tryIt = (): void =>
    trying.run(
      () => transport.call('policies.dryRun', policyOf(draft)),
      () => null,
      setOutcomes,
    )
  const numbers = [
    ['minScore', 'Safety score at least', '0 to 1'],
    ['minImprovement', 'Proved improvement at least', 'factor, lower bound of the interval'],
    ['maxChangedLines', 'Changed lines at most', 'added and removed together'],
    ['watchMinutes', 'Watched for at least', 'minutes; empty: as the settings say'],
  ] as const
  return (
    <Modal
      opened
      onClose={onClose}
      title={isNew ? 'Add a policy' : `Edit ${start.name}`}
      size={760}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (fine) save()
        }}
      >
        <div className={styles['formTop']}>
          <TextInput
            size="xs"
            label="Name"
            description="Stands in decisions as policy:NAME"
            value={draft.name}
            disabled={!isNew}
            error={problems.name}
            data-autofocus={isNew || undefined}
            onChange={event => put({ name: event.currentTarget.value })}
          />
          <Switch
            size="sm"
            label="Enabled"
            checked={draft.enabled}
            onChange={event => put({ enabled: event.currentTarget.checked })}
          />
        </div>
        <div className={styles['choices']}>
          <Checkbox.Group
            size="xs"
            label="Risk"
            value={[...draft.risks]}
            error={problems.risks}
            onChange={risks => put({ risks })}
          >
            <div className={styles['boxes']}>
              {riskChoices.map(risk => (
                <Checkbox key={risk} size="xs" value={risk} label={risk} />
              ))}
            </div>
          </Checkbox.Group>
          <Checkbox.Group
            size="xs"
            label="Written by"
            value={[...draft.generators]}
            error={problems.generators}
            onChange={generators => put({ generators })}
          >
            <div className={styles['boxes']}>
              {generatorChoices.map(generator => (
                <Checkbox key={generator} size="xs" value={generator} label={generator} />
              ))}
            </div>
          </Checkbox.Group>
        </div>
        {draft.risks.includes('HIGH') ? (
          <p className={styles['locked']} role="note">
            <span aria-hidden="true">! </span>HIGH risk would be applied without anybody having read it.
          </p>
        ) : null}
        <div className={styles['numbers']}>
          {numbers.map(([field, label, about]) => (
            <TextInput
              key={field}
              size="xs"
              inputMode="decimal"
              label={label}
              description={about}
              value={draft[field]}
              error={problems[field]}
              onChange={event => put({ [field]: event.currentTarget.value })}
            />
          ))}
        </div>
        <Textarea
          size="xs"
          mt={12}
          autosize
          minRows={2}
          maxRows={6}
          label="Files"
          description="One pattern a line, relative to the project. Every changed file must match one."
          value={draft.paths}
          error={problems.paths}
          classNames={{ input: 'mono' }}
          onChange={event => put({ paths: event.currentTarget.value })}
        />
        <Textarea
          size="xs"
          mt={12}
          autosize
          minRows={1}
          maxRows={4}
          label="Must hold"
          description="One metric a line. Watched like guardrails, beside those of the manifest; one that makes it worse is taken back."
          value={draft.guardrails}
          error={problems.guardrails}
          classNames={{ input: 'mono' }}
          onChange={event => put({ guardrails: event.currentTarget.value })}
        />
        {outcomes === null ? null : <DryRun outcomes={outcomes} />}
        {trying.error === null ? null : <Failed error={trying.error} />}
        {saving.error === null ? null : <Failed error={saving.error} />}
        <div className={styles['formFoot']}>
          <Button disabled={!fine} loading={trying.busy} onClick={tryIt}>
            Try against history
          </Button>
          <span style={{ flex: 1 }} />
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" variant="filled" disabled={!fine} loading={saving.busy}>
            {isNew ? 'Add policy' : 'Save policy'}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
