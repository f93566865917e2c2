/** What stands in the way of a mount, in a sentence that names the file at fault: the operator can put it right, so it is no defect. */
import { refuse, type Refused } from '../../../src-shared/errors.ts'

/** As a shell and a reader take it: a name may hold spaces, quotes and line breaks. */
export const quoted = (file: string): string =>
  /^[\w./@+-]+$/.test(file)
    ? file
    : /[\u0000-\u001f\u007f]/.test(file)
      ? JSON.stringify(file)
      : `'${file.replaceAll("'", `'\\''`)}'`

const about = (what: string, next: string): Refused =>
  refuse('disk', `${what} The sandbox cannot be started without it. Nothing was changed.`, next)

/** Null for what is no error of the file system. */
export function whyNotReachable(error: unknown, host: string): Refused | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === '' || code.startsWith('ERR_')) return null
  const { path: at, dest } = error as NodeJS.ErrnoException & { readonly dest?: unknown }
  // `realpath` names the first part that is missing.
  const file = quoted(at === undefined || host.startsWith(`${at}/`) ? host : at)
  switch (code) {
    case 'ENOENT':
      return about(`${file} is not there any more.`, 'Put it back (packages: npm install), then try again.')
    case 'EACCES':
    case 'EPERM':
      return about(`${file} cannot be read (${code}).`, `Give this user the right to read it: chmod -R u+rwX ${quoted(host)}`)
    case 'ELOOP':
      return about(`${file} leads to itself through links.`, 'Remove the link, then try again.')
    case 'ENOSPC':
    case 'EDQUOT':
      return about(
        `${file} had to be copied to be readable in the sandbox${typeof dest === 'string' ? ` (to ${quoted(dest)})` : ''}, and there is no space left on the disk.`,
        `Free some space, or make it readable for everyone: chmod -R a+rX ${quoted(host)}`,
      )
    default:
      return about(`${file} cannot be read (${code}).`, 'Look at the disk that it lies on, then try again.')
  }
}
