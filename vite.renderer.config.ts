/** The pages: `dist/renderer`. One start bundle; Monaco, its worker and its grammars are loaded when a diff is opened. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'src-renderer',
  // Relative, so that the same files work under http:// and asis://.
  base: './',
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome150',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 3500,
  },
})
