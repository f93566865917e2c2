import { describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { limitsOf, type LimitOptions } from './sandbox-limits.ts'

const refusal = (options: LimitOptions): string => {
  const said = limitsOf(options)
  return isRefused(said) ? `${said.message} ${said.next}` : `accepted: ${JSON.stringify(said)}`
}

describe('limits as options', () => {
  it('are numbers with their unit', () => {
    expect(limitsOf({ memory: '300M', cpu: '20s', wall: '30s', processes: '64', disk: '64M' })).toEqual({
      memoryBytes: 300 * 2 ** 20,
      cpuMs: 20_000,
      wallMs: 30_000,
      processes: 64,
      diskBytes: 64 * 2 ** 20,
    })
    expect(limitsOf({ memory: '2G', cpu: '500ms', wall: '2min', disk: '2048K' })).toEqual({
      memoryBytes: 2 ** 31,
      cpuMs: 500,
      wallMs: 120_000,
      diskBytes: 2 ** 21,
    })
    expect(limitsOf({})).toEqual({})
  })

  it.each([
    { memory: '300' },
    { memory: '300MB' },
    { memory: '300m' },
    { memory: '0.5G' },
    { memory: '-1M' },
    { memory: ' 300M' },
    { memory: '3e2M' },
    { memory: '' },
    { cpu: '20' },
    { cpu: '20sec' },
    { wall: '1h' },
    { wall: 'constructor' },
    { processes: '64p' },
    { processes: '0x10' },
    { disk: '64' },
    { disk: '9999999999999999G' },
  ])('refuse anything else: %j', options => {
    expect(refusal(options)).toMatch(/expected a whole number.*Nothing was run\..*For example: --/)
  })

  it('name the maximum and the minimum that they exceed', () => {
    expect(refusal({ memory: '65G' })).toBe('--memory 65G is above the maximum, 64G. Nothing was run. Give at most --memory 64G.')
    expect(refusal({ cpu: '61min' })).toContain('is above the maximum, 60min')
    expect(refusal({ wall: '3600001ms' })).toContain('is above the maximum, 60min')
    expect(refusal({ processes: '4097' })).toContain('is above the maximum, 4096')
    expect(refusal({ disk: '17G' })).toContain('is above the maximum, 16G')
    expect(refusal({ memory: '15M' })).toContain('is below the minimum, 16M')
    expect(refusal({ processes: '0' })).toContain('is below the minimum, 1')
  })
})
