/**
 * The thread of the rewrite rules by itself: `dist/outside/generator.js`. It lies outside of the package's archive, because a worker thread is
 * not promised to read from one, and so do the files it reads (see `scripts/lib/outside.ts`).
 */
import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

export default defineConfig({
  // TypeScript is written for CommonJS, where these are there.
  define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' },
  ssr: { noExternal: true },
  build: {
    ssr: 'src-main/pipeline/2-generate/worker.ts',
    outDir: 'dist/outside',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    chunkSizeWarningLimit: 20_000,
    rolldownOptions: {
      external: [...builtinModules, /^node:/],
      output: { format: 'es', entryFileNames: 'generator.js' },
    },
  },
})
