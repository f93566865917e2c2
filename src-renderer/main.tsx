/** Starts the console in a window or a page. The hardening comes first: it must be there before any library makes a style element. */
import './security/harden.ts'
import './ui/base.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { CoreProvider } from './data/context.tsx'
import { connectLive } from './data/live.ts'
import { createQueries } from './data/queries.ts'
import { App } from './frame/app.tsx'
import { pageNonce } from './security/harden.ts'
import { createHttpTransport } from './transport/http.ts'
import { createIpcTransport } from './transport/ipc.ts'
import { proved } from './transport/proved.ts'
import { followWindow } from './transport/window-actions.ts'
import { theme } from './ui/theme.ts'

const transport = proved(window.asis === undefined ? createHttpTransport() : createIpcTransport(window.asis))
if (window.asis !== undefined) followWindow(window.asis)
const queries = createQueries(transport)
connectLive(transport, queries)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={pageNonce}>
      <Notifications position="bottom-left" limit={3} />
      <CoreProvider transport={transport} queries={queries}>
        <App />
      </CoreProvider>
    </MantineProvider>
  </StrictMode>,
)
