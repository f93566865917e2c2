/**
 * The control of an attack: a judge that does what the first one did, and no more. It calls both versions on the same inputs in one box and
 * compares the JSON of what they return, once. An attack that it takes for the same program is one that the real judge must see for itself.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '../../src-main/sandbox/sandbox.ts'
import type { JudgeCase } from './case-files.ts'

const script = (subject: JudgeCase): string => `
const [a, b, inputs] = await Promise.all(['/src/a.${subject.original.ending}', '/src/b.${subject.candidate.ending}', '/src/values.mjs'].map(file => import(file)))
const from = seed => { let state = seed; return () => (state = (state * 16807) % 2147483647) / 2147483647 }
const text = async (module, seed, size) => JSON.stringify(await module['${subject.functionName}'](...inputs.default(from(seed), size)))
let same = true
for (const size of ${JSON.stringify(subject.sizes)}) for (const seed of [11, 22, 33]) same &&= (await text(a, seed, size)) === (await text(b, seed, size))
process.stdout.write('\\n' + (same ? 'same' : 'another'))
process.exit(0)
`

export const foolsPlainJudge = async (
  subject: JudgeCase,
  place: { readonly sandbox: Sandbox; readonly folder: string },
): Promise<boolean> => {
  const dir = join(place.folder, `plain-${subject.kind}-${subject.name}`)
  mkdirSync(dir, { recursive: true })
  try {
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}')
    writeFileSync(join(dir, `a.${subject.original.ending}`), subject.original.text)
    writeFileSync(join(dir, `b.${subject.candidate.ending}`), subject.candidate.text)
    writeFileSync(join(dir, 'values.mjs'), subject.inputs)
    writeFileSync(join(dir, 'plain.mjs'), script(subject))
    const result = await place.sandbox.run({
      runtime: 'node',
      runtimeFlags: ['--disable-warning=ExperimentalWarning'],
      argv: ['/src/plain.mjs'],
      mounts: [{ host: dir, box: '/src' }],
      limits: { wallMs: 30_000 },
    })
    return result.stdout.endsWith('\nsame')
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
