/** Copies a text as it is, with every character of it, and says so. */
import { notifications } from '@mantine/notifications'
import { closeButtonProps } from '../data/use-do.ts'
import { IconButton } from '../ui/key-button.tsx'

export const copyText = (text: string, what: string): void => {
  navigator.clipboard.writeText(text).then(
    () => notifications.show({ message: `Copied: ${what}.`, autoClose: 3000, withBorder: true, closeButtonProps }),
    () =>
      notifications.show({
        title: 'This window may not write to the clipboard.',
        message: 'Select the text and copy it with the keys of your system.',
        color: 'red',
        withBorder: true,
        closeButtonProps,
      }),
  )
}

export const CopyButton = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <IconButton label={label} icon="copy" onClick={() => copyText(text, label.replace(/^Copy /, ''))} />
)
