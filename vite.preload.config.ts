/** The bridge of the desktop window: `dist/preload/preload.cjs`. A sandboxed preload must be one CommonJS file. */
import { defineConfig } from 'vite'

export default defineConfig({
  ssr: { noExternal: true, external: ['electron'] },
  build: {
    ssr: 'src-main/hosts/electron/preload.ts',
    outDir: 'dist/preload',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
  },
})
