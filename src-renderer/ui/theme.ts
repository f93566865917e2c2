/** Mantine's side of the look: type, radius, accent, quiet defaults. Colours with a meaning are in tokens.css. */
import { Button, createTheme, Kbd, Modal, Notification, Tooltip, type MantineColorsTuple } from '@mantine/core'

import styles from './theme.module.css'

const accent: MantineColorsTuple = [
  '#eef0ff',
  '#dfe2ff',
  '#c3c8fb',
  '#a4abf8',
  '#8b92f5',
  '#7a80f2',
  '#6366f1',
  '#4f46e5',
  '#4338ca',
  '#3730a3',
]

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 7 },
  colors: { accent },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono', 'Cascadia Code', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.5385', md: '1.5385', lg: '1.45', xl: '1.35' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '18px', lineHeight: '26px' }, h2: { fontSize: '13px', lineHeight: '20px' } },
  },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '8px', xl: '10px' },
  defaultRadius: 'sm',
  cursorType: 'default',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs', variant: 'default' }, classNames: { root: styles['button'] ?? '' } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 350,
        withinPortal: true,
        transitionProps: { duration: 120 },
        events: { hover: true, focus: true, touch: false },
      },
    }),
    Modal: Modal.extend({
      defaultProps: { centered: true, transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.35 } },
    }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } }),
    Kbd: Kbd.extend({ defaultProps: { size: 'xs' } }),
  },
})
