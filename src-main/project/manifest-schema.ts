/**
 * The JSON Schema of `asis.config.json`, so that editors complete and check it. Generated from the zod schema by
 * `scripts/write-schema.ts` into `assets/`; what the program itself checks is the zod schema.
 */
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { manifest } from '../../src-shared/domain/manifest.ts'

export const schemaFileName = 'asis.config.schema.json'

/** Draft 7, because that is what editors support in full. Ends with a line break. */
export const manifestSchemaText = (): string => {
  const schema = z.toJSONSchema(manifest, { io: 'input', target: 'draft-07' })
  const { $schema, ...rest } = schema
  const document = { $schema, title: 'ASIS project', description: 'What ASIS may measure and change in this folder.', ...rest }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** Of this installation: beside the sources, and beside `dist/` of a build. */
export const installedSchemaCandidates = (): readonly string[] =>
  ['../../assets/', '../assets/', '../../../assets/'].map(folder =>
    fileURLToPath(new URL(folder + schemaFileName, import.meta.url)),
  )
