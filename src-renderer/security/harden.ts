/**
 * Makes libraries fit the page's content security policy. Imported before everything else, for its effect.
 *
 * - Monaco creates `<style>` elements and has no option for a nonce: every style element gets the page's.
 * - Under Trusted Types, strings that hold no `<` cannot be markup (Mantine writes CSS variables that way); the only scripts that
 *   may be loaded by address are our own worker files. Everything else stays an error.
 */
export const pageNonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

const createElement = document.createElement.bind(document)
document.createElement = (name: string, options?: ElementCreationOptions) => {
  const element = createElement(name, options)
  if (name.toLowerCase() === 'style') element.nonce = pageNonce()
  return element
}

interface PolicyRules {
  createHTML(text: string): string | null
  createScriptURL(address: string): string | null
}
declare global {
  interface Window {
    readonly trustedTypes?: { createPolicy(name: string, rules: PolicyRules): unknown }
  }
}

window.trustedTypes?.createPolicy('default', {
  createHTML: text => (text.includes('<') ? null : text),
  createScriptURL: address => (new URL(address, location.href).origin === new URL(location.href).origin ? address : null),
})
