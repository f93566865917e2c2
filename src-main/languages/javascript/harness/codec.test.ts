/* oxlint-disable no-sparse-arrays, typescript/no-extraneous-class, unicorn/no-new-array -- strange values are the subject */
import { anything, assert, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encode, TooLarge } from './codec.ts'
import { BadEncoding, decode } from './decode.ts'
import { show, showEncoded } from './show.ts'

const over = (value: unknown): unknown => decode(JSON.parse(JSON.stringify(encode(value))))
const text = (value: unknown): string => JSON.stringify(encode(value))

describe('values over the wall', () => {
  it.each([
    [undefined],
    [null],
    [NaN],
    [-0],
    [0],
    [Infinity],
    [-Infinity],
    [2 ** 53],
    [1e-7],
    [12n],
    [-(2n ** 70n)],
    [''],
    ['\ud83d lone'],
    ['__proto__'],
    [true],
    [[1, , 3]],
    [[undefined]],
    [{ a: { b: [1] } }],
    [Object.create(null)],
    [
      new Map<unknown, unknown>([
        [NaN, 1],
        ['a', new Map()],
      ]),
    ],
    [new Set([0, 'a', null])],
    [new Date(5)],
    [new Date(NaN)],
    [/a+/giu],
    [new Uint8Array([1, 2])],
    [new Float64Array([NaN, -0])],
    [new BigInt64Array([1n])],
    [Buffer.from('x')],
    [new ArrayBuffer(3)],
    [new RangeError('far')],
    [Object(1)],
    [Object('ab')],
    [[[[]]]],
  ])('come back as they were: %o', value => {
    const back = over(value)
    expect(back).toEqual(value)
    expect(text(back)).toBe(text(value))
  })

  it('come back as they were, whatever plain data it is', () => {
    const plain = anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withSparseArray: true,
      withTypedArray: true,
      withObjectString: true,
    })
    assert(
      property(plain, value => {
        expect(text(over(value))).toBe(text(value))
      }),
      { numRuns: 400 },
    )
  })

  it('keep __proto__ as an own key and touch no prototype', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}') as object
    const back = over(value) as object
    expect(Object.keys(back)).toEqual(['__proto__', 'a'])
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('keep shared references and cycles apart from equal copies', () => {
    const inner = { n: 1 }
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    expect(text([inner, inner])).not.toBe(text([{ n: 1 }, { n: 1 }]))
    const back = over([inner, inner, cycle]) as [object, object, { self: unknown }]
    expect(back[0]).toBe(back[1])
    expect(back[2].self).toBe(back[2])
  })

  it('differ in what a caller can see: order, holes, prototype, frozenness, -0', () => {
    const pairs: [unknown, unknown][] = [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [[,], [undefined]],
      [{}, Object.create(null)],
      [[1], Object.freeze([1])],
      [0, -0],
      [1, '1'],
      [[1], new Uint8Array([1])],
      [new Set([1, 2]), new Set([2, 1])],
      [{}, new (class Box {})()],
      [new Error('a'), new Error('b')],
      [new Error('a'), new TypeError('a')],
      [null, undefined],
      [1, 1n],
      [Object.assign([1], { extra: 1 }), [1]],
    ]
    for (const [one, two] of pairs) expect(text(one)).not.toBe(text(two))
  })

  it('keep properties that are not like others', () => {
    const value = Object.defineProperties([1, 2], {
      0: { value: 5, writable: false, enumerable: true, configurable: true },
      total: { value: 7 },
    }) as unknown[]
    const back = over(value) as unknown[]
    expect(Object.getOwnPropertyDescriptors(back)).toEqual(Object.getOwnPropertyDescriptors(value))
    expect(text(value)).not.toBe(text(Object.assign([5, 2], { total: 7 })))
    expect(text({ get a() { return 1 } })).not.toBe(text({ a: 1 })) // prettier-ignore
  })

  it('keep views of one memory together, and tell a view from a copy', () => {
    const memory = new ArrayBuffer(16)
    const [bytes, words, view] = over([new Uint8Array(memory, 4, 4), new Uint32Array(memory), new DataView(memory, 8)]) as [Uint8Array, Uint32Array, DataView] // prettier-ignore
    view.setUint8(0, 9)
    expect([bytes.buffer, view.buffer]).toEqual([words.buffer, words.buffer])
    expect([bytes.byteOffset, words[2], view.byteLength]).toEqual([4, 9, 8])
    const list = new Float64Array(8)
    expect(text([list, list.subarray(0, 2)])).not.toBe(text([list, list.slice(0, 2)]))
  })

  it('do not hang on where Node puts a small Buffer, but on what two of them share', () => {
    const one = Buffer.from('abc')
    expect(text(one)).toBe(text(Buffer.from('xabc').subarray(1)))
    expect(text([one, Buffer.from('bc')])).not.toBe(text([one, one.subarray(1)]))
    const [whole, part] = over([one, one.subarray(1)]) as [Buffer, Buffer]
    part[0] = 65
    expect(whole.toString()).toBe('aAc')
  })

  it('say when they cannot be rebuilt elsewhere', () => {
    for (const value of [() => 1, new (class Box {})(), Symbol('s'), new Proxy({}, {}), Promise.resolve(1)])
      expect(encode([value]).opaque).toBe(true)
    expect(encode([{ a: [1, new Map()] }]).opaque).toBe(false)
  })

  it('survive getters that throw, depth and size', () => {
    const hostile = Object.defineProperty({}, 'x', {
      get: () => {
        throw new Error('no')
      },
      enumerable: true,
    })
    expect(encode(hostile).opaque).toBe(true)
    let deep: unknown = 1
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep]
    expect(text(over(deep))).toBe(text(deep))
    expect(() => encode(new Array(10_000_000).fill('text'))).toThrow(TooLarge)
    expect(JSON.stringify(encode(Object.assign([], { length: 4_000_000_000, 7: 'x' }))).length).toBeLessThan(200)
  })
})

describe('hostile encodings', () => {
  it.each([
    [null],
    [1],
    [{}],
    [{ root: ['r', 0], nodes: [] }],
    [{ root: ['r', -1], nodes: [] }],
    [{ root: ['r', '__proto__'], nodes: [] }],
    [{ root: ['n', '__proto__'], nodes: [] }],
    [{ root: ['b', '1; x'], nodes: [] }],
    [{ root: ['r', 0], nodes: [['O', 'Evil', 0, null, []]] }],
    [{ root: ['r', 0], nodes: [['F', '', 0, null, []]] }],
    [{ root: ['r', 0], nodes: [['R', '', 0, ['(', '', 0], []]] }],
    [{ root: ['r', 0], nodes: [['T', 'constructor', 0, '', []]] }],
    [{ root: ['r', 0], nodes: [['T', 'Float64Array', 0, 'AAA', []]] }],
    [{ root: ['r', 0], nodes: [['E', '__proto__', 0, ['', ['u']], []]] }],
    [{ root: ['r', 0], nodes: [['a', '', 0, [1e300, []], []]] }],
    [{ root: ['r', 0], nodes: [['O', '', 0, null, [1, 2]]] }],
  ])('are refused: %j', value => {
    expect(() => decode(value)).toThrow(BadEncoding)
  })

  it('never get out of the shown text', () => {
    expect(showEncoded({ root: ['r', 0], nodes: [['O', 'A\u202eB\u0007', 0, null, ['k\u001b[31m', 1]]] })).not.toMatch(
      /[\u0007\u001b\u202e]/,
    )
    expect(
      showEncoded({
        root: ['r', 0],
        nodes: [
          [
            'A',
            '',
            0,
            [
              ['r', 0],
              ['r', 0],
            ],
            [],
          ],
        ],
      }),
    ).toBe('[<circular>, <circular>]')
    expect(
      showEncoded({ root: ['r', 0], nodes: [['A', '', 0, Array.from({ length: 1e5 }, () => 'x'.repeat(50)), []]] }).length,
    ).toBeLessThanOrEqual(500)
  })
})

describe('text for the reviewer', () => {
  it.each([
    [[1, , 'a"b'], '[1, <empty>, "a\\"b"]'],
    [{ a: -0, 'b c': NaN }, '{a: -0, "b c": NaN}'],
    [new Map([[1, new Set(['x'])]]), 'Map {1 => Set {"x"}}'],
    [new TypeError('no'), 'TypeError: no'],
    [[undefined, null, 3n, () => 1], '[undefined, null, 3n, <function>]'],
    [Object.freeze([1]), 'frozen [1]'],
    [new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
    [/a/g, '/a/g'],
  ])('shows %o', (value, wanted) => {
    expect(show(value)).toBe(wanted)
  })
})
