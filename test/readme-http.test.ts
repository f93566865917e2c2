/**
 * The lines of the README's section "Over HTTP", as they stand there: the server in one shell, the requests in another. In a network of its own, where port 5000 is free.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

it('every request of the README is answered as it says', () => {
  const section = /## Over HTTP\n([\s\S]*?)\n## /.exec(readFileSync(path.join(root, 'README.md'), 'utf8'))?.[1] ?? ''
  const [server, requests] = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(match => match[1]!.trim())
  const lines = requests!.split('\n')
  const home = mkdtempSync(path.join(tmpdir(), 'asis-readme-'))
  const script = [
    `${server} > "$ASIS_HOME.log" 2>&1 &`,
    // Refused connections are tried again until it listens; every answer but that one ends it.
    'curl -s -o /dev/null --retry 120 --retry-delay 1 --retry-connrefused localhost:5000/healthz || { cat "$ASIS_HOME.log"; exit 9; }',
    ...lines.map(line => (line.startsWith('curl ') ? `echo; ${line}; echo; echo "@@ $?"` : line)),
  ].join('\n')
  try {
    const done = spawnSync(
      'bwrap',
      [
        '--dev-bind',
        '/',
        '/',
        '--proc',
        '/proc',
        '--unshare-net',
        '--unshare-pid',
        '--die-with-parent',
        '--chdir',
        root,
        'sh',
        '-c',
        script,
      ],
      { encoding: 'utf8', env: { ...process.env, ASIS_HOME: home }, maxBuffer: 64 << 20 },
    )
    const answers = done.stdout.split(/\n@@ 0\n/).map(text => text.trim())
    const at = (part: string): string =>
      answers[lines.filter(line => line.startsWith('curl ')).findIndex(line => line.includes(part))] ?? ''
    const json = (part: string): unknown => JSON.parse(at(part) || '"no answer"')
    expect([done.status, answers.length]).toEqual([0, lines.filter(line => line.startsWith('curl ')).length + 1])
    expect(json('/status')).toMatchObject({ status: { project: { bundled: true } } })
    expect(json('/performance-opportunities')).toMatchObject({ opportunities: expect.any(Array) })
    expect(json('/manual-session')).toMatchObject({
      started: true,
      session: { metric_ids: ['pattern_recognition_accuracy', 'learning_velocity'] },
    })
    expect(json('/start-autonomous')).toMatchObject({ autonomous: { on: true } })
    expect(json('/stop-autonomous')).toMatchObject({ autonomous: { on: false } })
    expect(json('/history')).toMatchObject({ modifications: [], sessions: [{ kind: 'manual' }] })
    expect(json('/rollback/')).toMatchObject({ status: 404, type: 'urn:asis:not-found' })
    expect(json('/openapi.json')).toMatchObject({ openapi: '3.1.0' })
    expect(at('/metrics')).toContain('asis_autonomous 0')
  } finally {
    rmSync(home, { recursive: true, force: true })
    rmSync(`${home}.log`, { force: true })
  }
})
