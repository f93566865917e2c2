/** Hands the transport and the known answers to the pages, and the hooks by which they read them. */
import { createContext, useCallback, useContext, useMemo, useRef, useSyncExternalStore, type ReactNode } from 'react'
import type { Input, Method, Output } from '../../src-shared/api/contract.ts'
import type { ProvedTransport } from '../transport/proved.ts'
import type { Answer, Queries } from './queries.ts'

interface CoreAccess {
  readonly transport: ProvedTransport
  readonly queries: Queries
}

const CoreContext = createContext<CoreAccess | null>(null)

export const CoreProvider = ({ transport, queries, children }: CoreAccess & { readonly children: ReactNode }) => {
  const value = useMemo(() => ({ transport, queries }), [transport, queries])
  return <CoreContext value={value}>{children}</CoreContext>
}

export const useCore = (): CoreAccess => {
  const core = useContext(CoreContext)
  if (core === null) throw new Error('Pages live inside of CoreProvider.')
  return core
}

export const useQuery = <M extends Method>(method: M, input: Input<M>): Answer<Output<M>> => {
  const { queries } = useCore()
  const key = JSON.stringify(input)
  const watch = useCallback(
    (listener: () => void) => queries.watch(method, JSON.parse(key) as Input<M>, listener),
    [queries, method, key],
  )
  return useSyncExternalStore(watch, () => queries.read(method, input))
}

/** Nothing is asked while `input` is null. */
const nothing: Answer<never> = { data: undefined, error: undefined, loading: false }
export const useOptionalQuery = <M extends Method>(method: M, input: Input<M> | null): Answer<Output<M>> => {
  const { queries } = useCore()
  const key = JSON.stringify(input)
  const watch = useCallback(
    (listener: () => void) => {
      const wanted = JSON.parse(key) as Input<M> | null
      return wanted === null ? () => {} : queries.watch(method, wanted, listener)
    },
    [queries, method, key],
  )
  return useSyncExternalStore(watch, () => (input === null ? nothing : queries.read(method, input)))
}

/** Null while connected; else since when (epoch ms) what is shown may be old. */
export const useStaleSince = (): number | null => {
  const { transport } = useCore()
  const since = useRef<number | null>(null)
  const watch = useCallback(
    (listener: () => void) =>
      transport.onConnection(connected => {
        since.current = connected ? null : (since.current ?? Date.now())
        listener()
      }),
    [transport],
  )
  return useSyncExternalStore(watch, () => since.current)
}
