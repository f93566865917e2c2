/** Kinds of generators: who may write a candidate. */
import { z } from 'zod'

export const generator = z.enum(['rule', 'template', 'search', 'llm', 'agent'])
export type Generator = z.infer<typeof generator>
