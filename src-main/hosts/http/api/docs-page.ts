/** The OpenAPI document as a page to read: no script, nothing from elsewhere. */
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

interface Operation {
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly schema?: unknown }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>>
}

const code = (value: unknown): string => `<pre tabindex="0">${escape(JSON.stringify(value, null, 2))}</pre>`

const section = (method: string, path: string, operation: Operation): string => {
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  const answers = Object.entries(operation.responses).flatMap(([status, { content }]) =>
    Object.entries(content ?? {}).map(
      ([type, { schema }]) => `<details><summary>${escape(status)} ${escape(type)}</summary>${code(schema)}</details>`,
    ),
  )
  const named = (operation.parameters ?? []).filter(each => each.name !== undefined)
  return `<section><h2><span>${escape(method.toUpperCase())}</span> ${escape(path)}</h2>
<p>${escape(operation.summary)}. ${escape(operation.description ?? '')}</p>
${named.length === 0 ? '' : `<details open><summary>Parameters</summary>${code(named)}</details>`}
${body === undefined ? '' : `<details open><summary>Body (JSON, may be left out)</summary>${code(body)}</details>`}
${answers.join('\n')}</section>`
}

export const docsPage = (document: object, nonce: string): string => {
  const { info, paths } = document as {
    info: { title: string; version: string; description: string }
    paths: Record<string, Record<string, Operation>>
  }
  const sections = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method, path, operation)),
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(info.title)} HTTP interface</title>
<style nonce="${nonce}">
:root { color-scheme: light dark }
body { font: 13px/20px Inter, system-ui, sans-serif; max-width: 860px; margin: 32px auto; padding: 0 16px }
h1 { font-size: 20px } h2 { font-size: 14px; margin: 28px 0 4px; font-family: ui-monospace, monospace }
h2 span { display: inline-block; min-width: 48px }
section { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
pre { overflow: auto; max-height: 320px; padding: 8px; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 6px }
summary { cursor: pointer }
</style></head><body><main><h1>${escape(info.title)} ${escape(info.version)}: HTTP interface</h1>
<p>${escape(info.description)} Every request needs <code>Authorization: Bearer TOKEN</code>; print the token with <code>asis token</code>.
The same as a document: <a href="/openapi.json">openapi.json</a>.</p>
${sections.join('\n')}</main></body></html>`
}
