/**
 * The desktop program: `dist/main/entry.js` and the core's own process, `dist/main/core-process.js`; everything bundled but Electron, Node and
 * the native database. Paths are made in these two entries only: shared code may land in a file of its own.
 */
import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

export default defineConfig({
  // TypeScript is written for CommonJS, where these are there.
  define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' },
  ssr: { noExternal: true, external: ['electron', 'better-sqlite3'] },
  build: {
    ssr: true,
    outDir: 'dist/main',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    chunkSizeWarningLimit: 20_000,
    rolldownOptions: {
      input: {
        entry: 'src-main/hosts/electron/entry.ts',
        'core-process': 'src-main/hosts/electron/core-process.ts',
      },
      external: ['electron', 'better-sqlite3', ...builtinModules, /^node:/],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
