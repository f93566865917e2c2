/**
 * The real projects that `npm run try:repositories` goes through: the best known of each kind, chosen before any was tried. The function of
 * each was chosen by reading, as an engineer would who looks for time that is lost; whether a rule knows it was not looked up.
 */
export interface Repository {
  /** Name of its clone's folder. */
  readonly name: string
  readonly kind: string
  /** `owner/name` on GitHub. */
  readonly repository: string
  readonly commit: string
  /** Folder of the clone that is opened; the whole clone where absent. */
  readonly folder?: string
  /** How its packages get there, in the clone (or `folder`). Scripts of packages are not run. */
  readonly install: readonly string[]
  /** What is pointed at: a file of `folder`, and why. */
  readonly file: string
  readonly function: string
  readonly why: string
  /** Pointed at besides, chosen after the first run because a rewrite rule knows it: it shows a trial. A row of its own. */
  readonly afterwards?: { readonly file: string; readonly function: string }
  /** It left the list: why. It keeps its row. */
  readonly replaced?: string
}

const npm = ['npm', 'install', '--ignore-scripts']
const pnpm = (version: string): readonly string[] => [
  'npx',
  '-y',
  `pnpm@${version}`,
  'install',
  '--ignore-scripts',
  '--frozen-lockfile',
]
const yarn = ['npx', '-y', 'yarn@1.22.22', 'install', '--ignore-scripts', '--frozen-lockfile']

export const repositories: readonly Repository[] = [
  {
    name: 'es-toolkit',
    kind: 'TypeScript library with vitest',
    repository: 'toss/es-toolkit',
    commit: 'a1918b04e0e46e70000e0b6b048f1aabaafc1afb',
    install: [
      'env',
      'YARN_NODE_LINKER=node-modules',
      'YARN_ENABLE_SCRIPTS=false',
      'node',
      '.yarn/releases/yarn-4.12.0.cjs',
      'install',
    ],
    file: 'src/string/trimEnd.ts',
    function: 'trimEnd',
    why: 'it looks into a list for each sign',
  },
  {
    name: 'radash',
    kind: 'TypeScript library with jest',
    repository: 'sodiray/radash',
    commit: '4cab1900d08e0997abc4f17aec3cbfe18958d766',
    install: npm,
    file: 'src/array.ts',
    function: 'merge',
    why: 'it looks through one list for each item of the other',
    afterwards: { file: 'src/object.ts', function: 'get' },
  },
  {
    name: 'picomatch',
    kind: 'JavaScript with mocha',
    repository: 'micromatch/picomatch',
    commit: '4f41a8edade7a5ab19832f7b40ecce46b288767f',
    install: npm,
    file: 'lib/scan.js',
    function: 'scan',
    why: 'every pattern goes through it, sign by sign',
    afterwards: { file: 'lib/parse.js', function: 'parse' },
  },
  {
    name: 'commander',
    kind: 'JavaScript with node:test',
    repository: 'tj/commander.js',
    commit: 'ba6d13ddb4243e5913367734f8c159089ffe7834',
    install: npm,
    file: 'lib/suggestSimilar.js',
    function: 'suggestSimilar',
    why: 'it measures the distance to every command there is',
  },
  {
    name: 'vue-core',
    kind: 'monorepo with pnpm',
    repository: 'vuejs/core',
    commit: 'e2bede96134f757aad5c5b33ac9be055022dbfc8',
    install: pnpm('11.19.0'),
    file: 'packages/shared/src/normalizeProp.ts',
    function: 'normalizeClass',
    why: 'it runs for each element that is rendered, and calls itself',
    afterwards: { file: 'packages/compiler-sfc/src/parse.ts', function: 'parse' },
  },
  {
    name: 'eslint-js',
    kind: 'monorepo with npm workspaces',
    repository: 'eslint/js',
    commit: '508d3dbe2e937e7389e5e41777910eb2fd2a5eeb',
    install: npm,
    file: 'packages/eslint-visitor-keys/lib/index.js',
    function: 'unionWith',
    why: 'the only loop of a package that every parser loads',
  },
  {
    name: 'excalidraw',
    kind: 'React application',
    repository: 'excalidraw/excalidraw',
    commit: '4872083c044491b6d5c96ae134a75464f96d6831',
    install: yarn,
    file: 'packages/common/src/utils.ts',
    function: 'getSvgPathFromStroke',
    why: 'every line drawn by hand goes through it, point by point',
    afterwards: { file: 'packages/element/src/fractionalIndex.ts', function: 'validateFractionalIndices' },
  },
  {
    name: 'fastify-demo',
    kind: 'Fastify service',
    repository: 'fastify/demo',
    commit: '1f50cc1dc6c22c27da937eb96a0ce048ebab23a9',
    install: npm,
    file: 'src/plugins/app/password-manager.ts',
    function: 'scryptHash',
    why: 'the one function with work in it that is exported',
    replaced: 'its tests need a MySQL server, and its one exported function waits for the scrypt of the engine',
  },
  {
    name: 'storage',
    kind: 'Fastify service',
    repository: 'supabase/storage',
    commit: '4fa61fba9371c4bd40cbb81509f07bcb3af21683',
    // One dependency comes from GitHub alone: where only the registry can be reached, `pg-boss` of the registry (10) takes its place.
    install: ['npm', 'ci', '--ignore-scripts'],
    file: 'src/storage/uploader.ts',
    function: 'validateMimeType',
    why: 'it splits every type that is allowed, for each upload',
    afterwards: { file: 'src/storage/validators/x-robots-tag.ts', function: 'validateXRobotsTag' },
  },
  {
    name: 'svgo',
    kind: 'CLI',
    repository: 'svg/svgo',
    commit: 'fd51e474a300417d9361d9302d596b1763146327',
    install: pnpm('10.34.5'),
    file: 'lib/svgo/tools.js',
    function: 'cleanupOutData',
    why: 'the numbers of every path go through it, one by one',
  },
  {
    name: 'asis',
    kind: 'this repository',
    repository: 'asis',
    commit: 'a4fae82692ddd6d0f8a681a2b65a80561d1432cc',
    install: ['npm', 'ci', '--ignore-scripts'],
    file: 'src-main/stores/hunks.ts',
    function: 'hunksIn',
    why: 'it reads every line of every diff that is shown',
  },
]
