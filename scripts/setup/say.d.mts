export function say(message: string): void
export function fail(message: string, next: string, code?: number): never
