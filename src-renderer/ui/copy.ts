/** Puts text on the clipboard and says so, or says why not. */
import { notifications } from '@mantine/notifications'

export const copyText = (text: string, said: string): void => {
  navigator.clipboard.writeText(text).then(
    () => notifications.show({ message: said, autoClose: 3000, withBorder: true }),
    () =>
      notifications.show({
        title: 'Nothing was copied.',
        message: 'The browser does not allow it for this page. Select the text and copy it by hand.',
        color: 'red',
        autoClose: 8000,
        withBorder: true,
      }),
  )
}
