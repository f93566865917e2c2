/** Runs probes in the box as it is and in the one without their protection, and says what each of them came to. */
import type { Job, Result } from '../sandbox.ts'
import { fired, type Probed, type ProbeSet } from './probe.ts'
import { nothingWeakened, type RunWeakened } from './weakened-box.ts'

const nodeSource = ({ prelude = '', probes }: ProbeSet): string => `
const fs = require('fs'), cp = require('child_process'), os = require('os'), said = {}
${prelude}
const attempt = (name, action) => { try { const got = action(); said[name] = got === true || (typeof got === 'number' && got >= 0) ? '${fired}' : String(got) } catch (error) { said[name] = error.code ?? String(error) } }
${Object.entries(probes).map(([name, code]) => `attempt(${JSON.stringify(name)}, () => (${code}))`).join('\n')}
fs.writeSync(1, '\\n' + JSON.stringify(said))` // prettier-ignore

const pythonSource = ({ prelude = '', probes }: ProbeSet): string => `
import ctypes, errno, json, os, sys
said = {}
def attempt(name, action):
    try:
        got = action()
        said[name] = '${fired}' if got is True or (type(got) is int and got >= 0) else str(got)
    except OSError as error:
        said[name] = errno.errorcode.get(error.errno, str(error))
    except Exception as error:
        said[name] = type(error).__name__
${prelude}
${Object.entries(probes).map(([name, code]) => `attempt(${JSON.stringify(name)}, lambda: (${code}))`).join('\n')}
print()
print(json.dumps(said))` // prettier-ignore

const endText = ({ end }: Result): string => (end.kind === 'limit' ? `ended at ${end.limit}` : JSON.stringify(end))

const answersOf = (result: Result): Record<string, string> | null => {
  try {
    return JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, string>
  } catch {
    return null
  }
}

export const runProbes = async (set: ProbeSet, run: RunWeakened): Promise<Probed[]> => {
  const source = set.runtime === 'node' ? nodeSource(set) : pythonSource(set)
  const job: Job = { runtime: set.runtime, argv: [set.runtime === 'node' ? '-e' : '-c', source], mounts: [], ...set.job }
  const strong = await run(job, nothingWeakened, set.leak)
  const weak = await run(job, set.weakening, set.leak)
  const [here, there] = [answersOf(strong), answersOf(weak)]
  return Object.keys(set.probes).map(name => ({
    group: set.group,
    name,
    protection: set.weakening.name,
    // A job that was ended before it could say anything was stopped: its end says by what.
    strong: here?.[name] ?? endText(strong),
    control: there?.[name] ?? `${endText(weak)} ${weak.stderr.slice(-300)}`,
  }))
}
