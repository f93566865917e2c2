/**
 * Names on the HTTP interface are snake_case, in the core camelCase; values and schemas are renamed by the same rule, so that the document and
 * the answers cannot differ. Keys of records (metric ids) have no capitals and stay as they are.
 */
const snake = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

export const snakeKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snakeKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snake(key), snakeKeys(inner)]))
}

/** A JSON Schema with the property names of `snakeKeys`. Shared definitions keep their names. */
export const snakeSchema = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(snakeSchema)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([key, inner]) => {
      if (key === 'properties' && typeof inner === 'object' && inner !== null)
        return [key, Object.fromEntries(Object.entries(inner).map(([name, each]) => [snake(name), snakeSchema(each)]))]
      if (key === 'required' && Array.isArray(inner)) return [key, inner.map(name => snake(String(name)))]
      if (key === 'enum' || key === 'const' || key === 'default' || key === 'examples') return [key, inner]
      return [key, snakeSchema(inner)]
    }),
  )
}
