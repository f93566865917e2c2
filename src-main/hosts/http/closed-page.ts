/** What a browser sees without a valid cookie: one sentence and what to do. Holds nothing of the project. */
const style =
  'body{font:14px/1.6 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 24px;color:#1c2024;background:#fcfcfd}code{font-family:ui-monospace,monospace;background:#eceef1;padding:2px 5px;border-radius:4px}@media(prefers-color-scheme:dark){body{color:#edeef0;background:#111113}code{background:#272a2d}}'

export const closedPage = (nonce: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>ASIS is closed here</title><meta name="viewport" content="width=device-width">
<style nonce="${nonce}">${style}</style></head>
<body><main><h1>This browser has no key</h1>
<p>A launch link of ASIS works once, and only until ASIS is restarted. Nothing was changed.</p>
<p>Open the newest link that <code>asis serve</code> or <code>npm start</code> printed in its terminal.</p></main></body></html>
`
