/** What `localhost` means in a box that may use its own loopback: two files of ours, so that nothing of the machine's is shown. */
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Mount } from '../sandbox.ts'

const texts = {
  hosts: '127.0.0.1 localhost\n::1 localhost\n127.0.0.1 sandbox\n',
  'nsswitch.conf': 'hosts: files\n',
} as const

/** @param copies folder of ours; the files are written there once. */
export const nameFiles = (copies: string): readonly Mount[] =>
  Object.entries(texts).map(([name, text]) => {
    const host = path.join(copies, `box-${name}`)
    if (!existsSync(host)) {
      mkdirSync(copies, { recursive: true })
      const fresh = `${host}.${process.pid}`
      writeFileSync(fresh, text)
      chmodSync(fresh, 0o644)
      renameSync(fresh, host)
    }
    return { host, box: `/etc/${name}` }
  })
