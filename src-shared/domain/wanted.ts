/** What waits for a person, as badges and titles count it. Pure and without zod, so that pages can have it for nothing. */
import type { Status } from '../api/shapes.ts'

/** Proposals that await review, and changes in effect whose watch asks. */
export const wantedOf = ({ waiting, asking }: Pick<Status, 'waiting' | 'asking'>): number => waiting + asking
