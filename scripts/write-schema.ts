/** Writes `assets/asis.config.schema.json` from the zod schema of the manifest. Run it after a change there: `node scripts/write-schema.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { manifestSchemaText, schemaFileName } from '../src-main/project/manifest-schema.ts'

const file = fileURLToPath(new URL(`../assets/${schemaFileName}`, import.meta.url))
writeFileSync(file, manifestSchemaText())
process.stdout.write(`Written: ${file}\n`)
