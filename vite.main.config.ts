/** The desktop program: `dist/main/entry.js`, everything bundled but Electron, Node and the native database. */
import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

export default defineConfig({
  ssr: { noExternal: true, external: ['electron', 'better-sqlite3'] },
  build: {
    ssr: 'src-main/hosts/electron/entry.ts',
    outDir: 'dist/main',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      external: ['electron', 'better-sqlite3', ...builtinModules, /^node:/],
      output: { format: 'es', entryFileNames: 'entry.js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
