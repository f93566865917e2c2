import { array, assert, boolean, constantFrom, dictionary, integer, jsonValue, oneof, option, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editJson } from './json-edit.ts'

const path = ['thresholds', 'gap']

describe('editing one value of a JSON text', () => {
  it.each([
    [
      'a value',
      '{\n  "name": "x",\n  "thresholds": { "gap": 0.10, "rollback": 0.1 }\n}\n',
      0.2,
      '{\n  "name": "x",\n  "thresholds": { "gap": 0.2, "rollback": 0.1 }\n}\n',
    ],
    [
      'a key that is missing, on a line',
      '{ "thresholds": { "rollback": 0.1 } }',
      0.2,
      '{ "thresholds": { "rollback": 0.1, "gap": 0.2 } }',
    ],
    [
      'a key that is missing, on lines with tabs and CRLF',
      '{\r\n\t"thresholds": {\r\n\t\t"rollback": 0.1\r\n\t}\r\n}',
      0.2,
      '{\r\n\t"thresholds": {\r\n\t\t"rollback": 0.1,\r\n\t\t"gap": 0.2\r\n\t}\r\n}',
    ],
    ['an object that is missing', '{\n  "name": "x"\n}\n', 0.2, '{\n  "name": "x",\n  "thresholds": { "gap": 0.2 }\n}\n'],
    ['an object that is missing in a text without blanks', '{"name":"x"}', 0.2, '{"name":"x","thresholds":{"gap":0.2}}'],
    ['an empty object', '{ "thresholds": {} }', 0.2, '{ "thresholds": { "gap": 0.2 } }'],
    ['away the only key', '{ "thresholds": { "gap": 0.2 }, "b": 1 }', undefined, '{ "thresholds": {}, "b": 1 }'],
    [
      'away the first key',
      '{ "thresholds": {\n  "gap": 0.2,\n  "rollback": 1\n} }',
      undefined,
      '{ "thresholds": {\n  "rollback": 1\n} }',
    ],
    [
      'away the last key',
      '{ "thresholds": {\n  "rollback": 1,\n  "gap": 0.2\n} }',
      undefined,
      '{ "thresholds": {\n  "rollback": 1\n} }',
    ],
    ['nothing that is not there', '{ "b": 1 }', undefined, '{ "b": 1 }'],
    ['behind a byte order mark', '\uFEFF{ "thresholds": { "gap": 1 } }', 0.2, '\uFEFF{ "thresholds": { "gap": 0.2 } }'],
    [
      'a key that is written with escapes',
      '{ "thresholds": { "\\u0067ap": 1, "a": "}\\"{" } }',
      2,
      '{ "thresholds": { "\\u0067ap": 2, "a": "}\\"{" } }',
    ],
  ])('%s', (_, before, value, after) => {
    expect(editJson(before, path, value)).toBe(after)
  })

  it.each(['{ "thresholds": 3 }', '[1]', '{ "thresholds": { "gap": 1, "gap": 2 } }', '{ "a": 1, }', ''])(
    'leaves %s alone',
    text => {
      expect(editJson(text, path, 1)).toBeNull()
    },
  )

  it('of any text: what it says afterwards is what was asked, and the rest is the same', () => {
    const key = oneof(constantFrom('a', 'b', '"', '\u{1f600}'), string())
    assert(
      property(
        dictionary(key, jsonValue({ maxDepth: 3 })),
        array(key, { minLength: 1, maxLength: 3 }),
        option(oneof(integer(), boolean(), string()), { nil: undefined }),
        constantFrom(undefined, 2, '\t'),
        (document, keys, value, indent) => {
          const edited = editJson(JSON.stringify(document, null, indent), keys, value)
          if (edited === null) return
          // The edit itself checks the whole; a second look at the value by other means.
          let at: unknown = JSON.parse(edited)
          for (const each of keys) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[each] : undefined
          if (value !== undefined) expect(at).toBe(value)
          expect(editJson(edited, keys, value)).toBe(edited)
        },
      ),
    )
  })
})
