/**
 * What ASIS never opens, never copies into a sandbox and never changes: secrets, foreign repositories' machinery, and its own data.
 * A list of names, compared without case because some file systems ignore it. Not a secret scanner.
 */

/** Folders that no copy needs: machinery, dependencies (bound separately), caches. */
const skippedFolders = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'node_modules',
  '.venv',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.tox',
  '.nyc_output',
  '.angular',
  '.astro',
  '.cache',
  '.docusaurus',
  '.expo',
  '.gradle',
  '.next',
  '.nuxt',
  '.nx',
  '.output',
  '.parcel-cache',
  '.svelte-kit',
  '.turbo',
  '.vite',
])

const privateFolders = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  '.ssh',
  '.aws',
  '.gnupg',
  '.kube',
  '.docker',
  '.azure',
  '.gcloud',
  '.password-store',
])
const privateNames = new Set([
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.netrc',
  '_netrc',
  '.pypirc',
  '.pgpass',
  '.git-credentials',
  '.htpasswd',
  'credentials.json',
])
const privateEndings = ['.pem', '.key', '.p12', '.pfx', '.jks', '.keystore', '.kdbx', '.ppk']
const keyFile = /^id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:[._-].*)?$/
/** Any other `id_...` is a key only when it has no extension of a source file: `id_map.ts` is code. */
const bareKeyFile = /^id_[^.]*(?:\.pub)?$/

/** `asis.config.json` is the manifest, everything of ours that holds data starts with `asis_`. */
const ownData = /^asis_(?:sandbox|backups|self_modification|code_generation|safe_implementation)/

const isPrivateName = (name: string): boolean =>
  privateFolders.has(name) ||
  privateNames.has(name) ||
  name.startsWith('.env') ||
  privateEndings.some(ending => name.endsWith(ending)) ||
  keyFile.test(name) ||
  ownData.test(name)

/** Whether any component of the POSIX path is private. */
export const isPrivatePath = (path: string): boolean => {
  const parts = path.toLowerCase().split('/')
  return parts.some(isPrivateName) || bareKeyFile.test(parts.at(-1) ?? '')
}

/** Whether a copy leaves this entry out. */
export const isSkippedName = (name: string, isFolder: boolean): boolean => {
  const lower = name.toLowerCase()
  return isPrivateName(lower) || (isFolder ? skippedFolders.has(lower) : bareKeyFile.test(lower))
}
