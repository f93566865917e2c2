/**
 * The command line and its generator's thread: `dist/cli/main.js` and `dist/cli/generator.js`. As sources it is half a thousand modules;
 * bundled it starts in two thirds to four fifths of the time (`bench/start.ts`).
 */
import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

export default defineConfig({
  ssr: { noExternal: true, external: ['better-sqlite3', 'typescript6'] },
  build: {
    ssr: true,
    outDir: 'dist/cli',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    chunkSizeWarningLimit: 20_000,
    rolldownOptions: {
      input: { main: 'src-main/hosts/cli/main.ts', generator: 'src-main/pipeline/2-generate/worker.ts' },
      external: ['better-sqlite3', 'typescript6', ...builtinModules, /^node:/],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
