/**
 * Private fields, read where the engine's inspector shows them. The session is opened before any code of the project is loaded and the
 * right to open another one is given up at once, so nothing that comes later can have one. Slow (about 30 us an object), so only
 * asked for objects whose class may have such fields.
 */
import { Session } from 'node:inspector'

export type Fields = readonly (readonly [name: string, value: unknown])[]

interface Remote {
  readonly type: string
  readonly value?: unknown
  readonly unserializableValue?: string
  readonly objectId?: string
}
interface Property {
  readonly name: string
  readonly value?: Remote
}
interface Properties {
  readonly result: readonly Property[]
  readonly privateProperties?: readonly Property[]
}

const slot = Symbol.for('h.look')
const { defineProperty, deleteProperty } = Reflect
const group = 'h'
/** Beyond these nothing is read: the rest counts as not seen. */
const most = 1000

type Post = (method: string, parameters: object) => unknown

const open = (): Post | null => {
  try {
    const session = new Session()
    session.connect()
    // Nobody listens, so nobody who patches event emitters gets hold of the session.
    defineProperty(session, 'emit', { value: () => false })
    const post = session.post.bind(session) as (method: string, parameters: object, done: (error: unknown, result: unknown) => void) => void // prettier-ignore
    return (method, parameters) => {
      let answer: unknown = null
      post(method, parameters, (error, result) => {
        answer = error ? null : result
      })
      return answer
    }
  } catch {
    return null
  }
}
const post = open()
/** The one session there is, for whoever counts blocks; null where there is none. Opened before any code of the project. */
export const inspect = post
const rights = Reflect.get(process, 'permission') as { drop?: (scope: string) => void } | undefined
rights?.drop?.('inspector')
// The engine asks for that right once more when a process runs out of work; leaving by hand does not.
const leave = (Reflect.get(process, 'reallyExit') as (code: number) => never).bind(process)
if (rights) process.on('exit', code => leave(code))

const propertiesOf = (objectId: string): Properties | null =>
  post?.('Runtime.getProperties', { objectId, ownProperties: true }) as Properties | null

const primitive = (remote: Remote): unknown => {
  const special = remote.unserializableValue
  if (special === undefined) return remote.type === 'undefined' ? undefined : remote.value
  return special.endsWith('n') ? BigInt(special.slice(0, -1)) : Number(special)
}

const valuesOf = (remotes: readonly Remote[], holder: string): unknown[] | null => {
  const objects = remotes.filter(remote => remote.objectId !== undefined)
  let found: unknown[] = []
  if (objects.length > 0) {
    const answer = post?.('Runtime.callFunctionOn', {
      objectId: holder,
      functionDeclaration: `function (...found) { globalThis[Symbol.for('h.look')](found) }`,
      arguments: objects.map(({ objectId }) => ({ objectId })),
      silent: true,
    })
    void answer
    found = taken
    taken = []
    if (found.length !== objects.length) return null
  }
  let at = 0
  return remotes.map(remote => {
    if (remote.objectId === undefined) return primitive(remote)
    at += 1
    return found[at - 1]
  })
}
let taken: unknown[] = []

/** Per object its fields in the order of their definition, null where they cannot be read. Methods and accessors are no fields. */
export const privateFields = (objects: readonly object[]): (Fields | null)[] => {
  const none = objects.map(() => null)
  if (!post || objects.length === 0) return none
  const asked = objects.slice(0, most)
  try {
    defineProperty(globalThis, slot, { value: asked, configurable: true })
    const list = post('Runtime.evaluate', { expression: `globalThis[Symbol.for('h.look')]`, objectGroup: group }) as { result: Remote } | null // prettier-ignore
    const holder = list?.result.objectId
    const items = holder === undefined ? null : propertiesOf(holder)
    if (!items || holder === undefined) return none
    const take = (found: unknown[]): void => void (taken = found)
    defineProperty(globalThis, slot, { value: take, configurable: true })
    return objects.map((_, at) => {
      const item = items.result[at]
      const id = at < asked.length && item?.name === String(at) ? item.value?.objectId : undefined
      const properties = id === undefined ? null : propertiesOf(id)
      if (!properties) return null
      const fields = (properties.privateProperties ?? []).filter(field => field.value !== undefined)
      const values = valuesOf(
        fields.map(field => field.value as Remote),
        holder,
      )
      return values && fields.map((field, which) => [field.name, values[which]] as const)
    })
  } catch {
    return none
  } finally {
    deleteProperty(globalThis, slot)
    post('Runtime.releaseObjectGroup', { objectGroup: group })
  }
}
