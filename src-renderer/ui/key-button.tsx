/** A button whose tooltip names its key. Icon buttons get their label from here too, so that none is silent. */
import { ActionIcon, Button, Kbd, Tooltip, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { keyLabel } from '../keys/actions.ts'
import { Icon, type IconName } from './icons.tsx'

const hint = (label: string, keys: string | undefined): ReactNode => (
  <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
    {label}
    {keys === undefined ? null : <Kbd>{keyLabel(keys)}</Kbd>}
  </span>
)

interface KeyButtonProps extends Pick<ButtonProps, 'variant' | 'disabled' | 'loading' | 'color'> {
  readonly label: string
  readonly tip?: string
  readonly keys?: string
  readonly icon?: IconName
  readonly onClick: () => void
}
export const KeyButton = ({ label, tip, keys, icon, onClick, ...rest }: KeyButtonProps) => (
  <Tooltip label={hint(tip ?? label, keys)}>
    <Button {...rest} onClick={onClick} leftSection={icon === undefined ? undefined : <Icon name={icon} size={14} />}>
      {label}
    </Button>
  </Tooltip>
)

interface IconButtonProps {
  readonly label: string
  readonly keys?: string
  readonly icon: IconName
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly onClick: () => void
}
export const IconButton = ({ label, keys, icon, pressed, disabled = false, onClick }: IconButtonProps) => (
  <Tooltip label={hint(label, keys)}>
    <ActionIcon
      variant={pressed === true ? 'light' : 'subtle'}
      color={pressed === true ? 'accent' : 'gray'}
      size={26}
      disabled={disabled}
      aria-label={label}
      aria-pressed={pressed}
      onClick={onClick}
      styles={{ root: { color: pressed === true ? 'var(--accent)' : 'var(--text-2)' } }}
    >
      <Icon name={icon} />
    </ActionIcon>
  </Tooltip>
)
