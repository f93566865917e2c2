export function withLock<T>(file: string, work: (holdFor: (pid: number) => void) => T | Promise<T>): Promise<T>
