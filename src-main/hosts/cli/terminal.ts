/**
 * Whether somebody sits at a terminal: what is asked there was read there, and was typed. A hurdle for programs and no protection: any program of the
 * same user can make itself a terminal.
 */
import { script, type Way } from '../../api/caller.ts'

/** Input and output both: what goes into a file or a pipe nobody reads now. */
export const wayHere = (streams: { readonly stdin: { isTTY?: boolean }; readonly stdout: { isTTY?: boolean } } = process): Way =>
  streams.stdin.isTTY === true && streams.stdout.isTTY === true ? { kind: 'terminal' } : script
