/**
 * The two worlds of a comparison, drawn anew for each: what a box can be told by must not be what a candidate looks at. The original
 * answers in the told world (a clock and draws that depend on the number of the call only), the candidate in the plain one, which bears
 * no mark of ours. Zone, locale, names, paths and clock differ between them, so that nobody who wrote a candidate can foresee either.
 */
import type { World } from '../../languages/javascript/harness/protocol.ts'
import { seededRandom } from '../../languages/javascript/harness/random.ts'
import type { RandomBytes } from '../../platform/ports.ts'
import type { Guise } from '../../sandbox/sandbox.ts'
import { freshSeed } from './ports.ts'

/** Everything that the box of one side is given besides the project. */
export interface BoxWorld {
  readonly inside: World
  readonly env: Readonly<Record<string, string>>
  readonly guise: Guise | null
  /** Folders in the box. */
  readonly project: string
  readonly harness: string
  readonly modules: string
}
export interface Worlds {
  readonly told: BoxWorld
  readonly plain: BoxWorld
}

/** East and west, whole, half and quarter hours, with and without summer time; none of them is UTC. */
const zones = [
  'America/St_Johns',
  'Australia/Adelaide',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Tokyo',
  'America/Sao_Paulo',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'America/New_York',
] as const
const locales = ['de_DE', 'en_US', 'fr_FR', 'sv_SE', 'tr_TR', 'ja_JP', 'pt_BR', 'en_GB', 'cs_CZ', 'da_DK'] as const
/** Orders as few others have them: without one of them, code that sorts by the reader's language is as good as code that sorts by one of its own. */
const tellingOrders: readonly string[] = ['sv_SE', 'da_DK', 'cs_CZ', 'tr_TR']
const ordersByLanguage = /\blocaleCompare\b|\bCollator\b/
const users = ['ada', 'grace', 'node', 'app', 'deploy', 'linus', 'marie', 'web'] as const
const hosts = ['build', 'laptop', 'web', 'api', 'worker', 'desk', 'prod', 'node'] as const
const folders = ['shop', 'api', 'site', 'backend', 'tools', 'orders', 'portal', 'service'] as const
const programs = ['server.mjs', 'index.mjs', 'main.mjs', 'bin/start.mjs', 'app.mjs', 'scripts/run.mjs'] as const
const roots = ['/home', '/home', '/srv', '/var', '/data'] as const
const shells = ['/bin/bash', '/bin/sh', '/usr/bin/zsh'] as const

/** 2025-06-15, give or take a year. */
const aroundMs = 1_750_000_000_000
const yearMs = 31_536_000_000

/** `code`: the texts that are compared. */
export const drawWorlds = (random: RandomBytes, code: readonly string[] = []): Worlds => {
  const draw = seededRandom(freshSeed(random))
  const below = (count: number): number => Math.floor(draw() * count)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T
  const two = <T>(from: readonly T[]): readonly [T, T] => {
    const one = below(from.length)
    return [from[one] as T, from[(one + 1 + below(from.length - 1)) % from.length] as T]
  }
  const [toldZone, plainZone] = two(zones)
  const [oneLocale, otherLocale] = two<string>(locales)
  const tells = [oneLocale, otherLocale].some(each => tellingOrders.includes(each))
  const one = !tells && code.some(text => ordersByLanguage.test(text)) ? pick(tellingOrders) : oneLocale
  const [toldLocale, plainLocale] = draw() < 0.5 ? [one, otherLocale] : [otherLocale, one]
  const user = pick(users)
  const hostName = `${pick(hosts)}-${1 + below(40)}`
  const home = `${pick(roots)}/${user}`
  const project = `${home}/${pick(folders)}`
  return {
    told: {
      inside: { kind: 'told', startMs: aroundMs + Math.floor((draw() * 2 - 1) * yearMs), stepMs: 1_000_003 + below(9_000) },
      env: { TZ: toldZone, LANG: `${toldLocale}.UTF-8` },
      guise: null,
      project: '/src',
      harness: '/h',
      modules: '/node_modules',
    },
    plain: {
      inside: { kind: 'plain', seed: 1 + below(2 ** 30), main: `${project}/${pick(programs)}`, pid: 1_200 + below(60_000) },
      env: {
        TZ: plainZone,
        LANG: `${plainLocale}.UTF-8`,
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        USER: user,
        LOGNAME: user,
        SHELL: pick(shells),
        PWD: home,
        TERM: 'xterm-256color',
      },
      guise: { hostName, user, home },
      project,
      harness: `${home}/.local/lib`,
      modules: `${home}/node_modules`,
    },
  }
}
