/** For tests: a page of ours as a browser has it, with its cookie and its key, over real requests. */
import { pageKeyHeader, approvalProofHeader } from '../../../../src-shared/api/wire.ts'
import type { Answer, TestApi } from './testing.ts'

export interface TestPage {
  readonly cookie: string
  readonly key: string
  call(method: string, input: unknown, more?: Readonly<Record<string, string>>): Promise<Answer>
  /** The one-time number for what is shown; empty where none is given. */
  proof(subject: object): Promise<string>
  /** With a proof, as the page does it. */
  approve(method: string, input: unknown, proof: string): Promise<Answer>
}

type Api = Pick<TestApi, 'ask' | 'host' | 'port'>

/** @param at `host:port` as the browser names it. */
export async function openPage(api: Api, name?: string, at = `127.0.0.1:${api.port}`): Promise<TestPage> {
  const { pathname } = new URL(api.host.newLaunchUrl(name))
  const entered = await api.ask(pathname, { token: null, headers: { host: at } })
  const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const key = /#key=([\w-]+)$/.exec(entered.headers.location ?? '')?.[1] ?? ''
  const call: TestPage['call'] = (method, input, more = {}) =>
    api.ask(`/api/call/${method}`, {
      method: 'POST',
      token: null,
      body: input,
      headers: { host: at, cookie, [pageKeyHeader]: key, ...more },
    })
  return {
    cookie,
    key,
    call,
    async proof(subject) {
      const { json } = await call('approvals.proof', subject)
      return (json as { value?: { proof?: string } } | undefined)?.value?.proof ?? ''
    },
    approve: (method, input, proof) => call(method, input, { [approvalProofHeader]: proof }),
  }
}
