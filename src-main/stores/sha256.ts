/** The one hash of the stores, in the one spelling: 64 lower-case hexadecimal digits. Text is hashed as UTF-8. */
import { createHash } from 'node:crypto'

export const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')
