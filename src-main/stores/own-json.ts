/** JSON that this program wrote into a store itself: trusted to have the type that it was written with. Nothing else is read by it. */
// eslint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names what it wrote
export function ownJson<T>(text: string): T {
  const value: T = JSON.parse(text)
  return value
}
