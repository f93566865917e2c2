/** Dead Simple Signing Envelope (github.com/secure-systems-lab/dsse, version 1): a payload, its type, and signatures over both. */
import { z } from 'zod'
import { isSignedBy, type SigningKey } from '../../platform/signing-key.ts'

export const inTotoType = 'application/vnd.in-toto+json'

export const envelope = z.object({
  payloadType: z.string().max(200),
  payload: z.base64(),
  signatures: z
    .array(z.object({ keyid: z.string().max(200), sig: z.base64() }))
    .min(1)
    .max(10),
})
export type Envelope = z.infer<typeof envelope>

/** What is signed: the lengths make it impossible to move bytes between type and payload. */
const preAuthEncoding = (type: string, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload])

export function seal(payload: unknown, key: SigningKey): Envelope {
  const bytes = Buffer.from(JSON.stringify(payload))
  return {
    payloadType: inTotoType,
    payload: bytes.toString('base64'),
    signatures: [{ keyid: key.id, sig: key.sign(preAuthEncoding(inTotoType, bytes)).toString('base64') }],
  }
}

/** The payload of a valid envelope, else null. @param publicKey PEM of the key that must have signed it. */
export function unseal(text: string, publicKey: string): unknown {
  const parsed = envelope.safeParse(parseJson(text))
  if (!parsed.success || parsed.data.payloadType !== inTotoType) return null
  const bytes = Buffer.from(parsed.data.payload, 'base64')
  const signed = parsed.data.signatures.some(({ sig }) =>
    isSignedBy(publicKey, preAuthEncoding(inTotoType, bytes), Buffer.from(sig, 'base64')),
  )
  return signed ? parseJson(bytes.toString('utf8')) : null
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
