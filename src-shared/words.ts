/** Numbers in sentences. */

/** With separators of thousands: `1,302`. */
export const count = (n: number): string => n.toLocaleString('en-US')

/** `1 metric`, `2 metrics`, `1,302 files`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`
