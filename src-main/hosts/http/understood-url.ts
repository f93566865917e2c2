/**
 * An address that the router would refuse by itself, before any hook of ours: it becomes one at which there is nothing, so that it is answered like any
 * other: by whom it comes from first, with our headers, in our form.
 */

/** The router's own limit for a part that stands for an id. */
const longestPart = 100

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

export function understoodUrl(url: string): string {
  const [path = '/'] = url.split('?', 1)
  const isUnderstood = isDecodable(path) && path.split('/').every(part => part.length <= longestPart)
  if (isUnderstood) return url
  return `/${/^\/([\w-]{1,20})\//.exec(path)?.[1] ?? ''}/not-an-address`.replace('//', '/')
}
