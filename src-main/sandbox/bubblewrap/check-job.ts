/** What a job may ask for. The callers are ours; a slip of theirs must still not open the box. Pure. */
import type { Job, Limits } from '../sandbox.ts'

/** Folders that the box itself owns. */
const reserved = ['proc', 'dev', 'etc', 'opt', 'usr', 'lib', 'lib64', 'lib32', 'bin', 'sbin', 'sys', 'tmp', 'run', 'root', 'home']
const boxPath = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.@+-]+)+$/
const longestMs = 86_400_000
/** Of a host, and of a user. */
const shortName = /^[a-z][a-z0-9-]{0,30}$/
const homePath = /^\/(?:home|srv|var|data)\/[a-z][a-z0-9-]{0,30}$/
const zone = /^[A-Za-z][\w+/-]{0,60}$/
const locale = /^[A-Za-z][\w.@-]{0,40}$/
const variable = /^[A-Za-z_]\w*$/

/** The reason why `job` is not started, or undefined. */
export function whyJobIsWrong(job: Job, limits: Limits): string | undefined {
  for (const mount of job.mounts) {
    if (!boxPath.test(mount.box)) return `${mount.box} is not a path in the box.`
    const [, first = ''] = mount.box.split('/')
    const inHome = job.guise !== undefined && mount.box.startsWith(`${job.guise.home}/`)
    if (!inHome && (reserved.includes(first) || mount.box === '/box')) return `${mount.box} belongs to the box itself.`
    if (!mount.host.startsWith('/')) return `${mount.host} is not an absolute path.`
  }
  if (job.guise) {
    const { hostName, user, home } = job.guise
    if (!shortName.test(hostName) || !shortName.test(user) || !homePath.test(home))
      return 'The job has a guise that no box can wear.'
  }
  if (job.suite) {
    const { folder, folderBytes, timeZone, locale: language } = job.suite
    if (job.guise || !/^\/[a-z]+$/.test(folder) || reserved.includes(folder.slice(1)) || folder === '/box')
      return 'The job has a folder for its suite that the box cannot give.'
    if (!Number.isSafeInteger(folderBytes) || folderBytes <= 0) return 'The size of the folder must be a whole number above zero.'
    if (!zone.test(timeZone) || !locale.test(language)) return 'The job names a time zone or a locale that is none.'
  }
  if (job.cwd !== undefined && !boxPath.test(job.cwd)) return `${job.cwd} is not a path in the box.`
  if (job.argv.length === 0) return 'The job names no script.'
  const names = Object.keys(job.env ?? {})
  const odd = names.find(name => !variable.test(name))
  if (odd !== undefined) return `${odd} is not the name of a variable.`
  const texts = [
    ...job.argv,
    ...(job.runtimeFlags ?? []),
    ...Object.values(job.env ?? {}),
    ...job.mounts.map(mount => mount.host),
  ]
  if (texts.some(text => text.includes('\0'))) return 'A text of the job contains a NUL character.'
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value <= 0) return `The limit ${name} must be a whole number above zero.`
  }
  if (limits.wallMs > longestMs) return 'The limit wallMs must be at most one day.'
  return undefined
}
