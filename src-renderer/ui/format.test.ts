import { describe, expect, it } from 'vitest'
import { ago, changeWords, duration, factorWithInterval, number, signOf, spread, withUnit } from './format.ts'

describe('numbers', () => {
  it('have three significant digits and stay whole from 1,000 on', () => {
    expect([0, 0.0004123, 0.012345, 1.2345, 78.25, 412.6, 999.6, 12_345.6].map(number)).toEqual([
      '0',
      '4.1e-4',
      '0.0123',
      '1.23',
      '78.3',
      '413',
      '1,000',
      '12,346',
    ])
  })
  it('carry their unit, µ written as it is read, and no empty unit', () => {
    expect([withUnit(402, 'us'), withUnit(0.571, ''), withUnit(12, '%')]).toEqual(['402 µs', '0.571', '12 %'])
  })
  it('say so when there is none', () => {
    expect(number(Number.NaN)).toBe('no number')
  })
  it('of a spread are not more precise than it is known', () => {
    expect([spread(0.00349), spread(2.849), spread(149.6)]).toEqual(['0.0035', '2.8', '150'])
  })
})

describe('a change', () => {
  const faster = { estimate: 2.409, low: 2.318, high: 2.5 }
  it('is a factor with its interval', () => {
    expect(factorWithInterval(faster)).toBe('2.41x (2.32–2.50)')
  })
  it('is said in words that fit the unit', () => {
    expect(changeWords(faster, 'ms', 'lower')).toBe('2.41x faster (2.32–2.50)')
    expect(changeWords(faster, 'tasks/s', 'higher')).toBe('2.41x faster (2.32–2.50)')
    expect(changeWords(faster, '%', 'higher')).toBe('2.41x better (2.32–2.50)')
    expect(changeWords(faster, 'kB', 'lower')).toBe('2.41x less (2.32–2.50)')
  })
  it('for the worse is turned around, bounds and all', () => {
    expect(changeWords({ estimate: 0.5, low: 0.4, high: 0.8 }, 'ms', 'lower')).toBe('2.00x slower (1.25–2.50)')
  })
  it('whose interval contains 1 is never called one', () => {
    for (const interval of [
      { estimate: 1.4, low: 0.99, high: 2 },
      { estimate: 0.7, low: 0.5, high: 1 },
    ]) {
      expect([signOf(interval), changeWords(interval, 'ms', 'lower')]).toEqual([
        'unclear',
        expect.stringContaining('no clear change'),
      ])
    }
  })
})

describe('times', () => {
  it('are relative as long as that helps', () => {
    const now = Date.UTC(2026, 10, 24, 12)
    const back = (ms: number): string => ago(now - ms, now)
    expect([back(0), back(3 * 60_000), back(2 * 3_600_000), back(86_400_000), back(3 * 86_400_000)]).toEqual([
      'just now',
      '3 min ago',
      '2 h ago',
      '1 day ago',
      '3 days ago',
    ])
    expect(back(40 * 86_400_000)).toBe('Oct 15, 2026')
  })
  it('that last have the unit of their size', () => {
    expect([420, 6200, 125_000, 3_720_000].map(duration)).toEqual(['420 ms', '6.2 s', '2 min 5 s', '1 h 2 min'])
  })
})
