export function sourcesNow(root: string): string
export function rememberSources(root: string, sources: string): void
export function builtIsFresh(root: string): boolean
export function commandFile(root: string): string
