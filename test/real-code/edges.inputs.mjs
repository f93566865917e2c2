/** `size` edges between named modules; each points to a later one, so there is no cycle. */
export default (random, size) => {
  const names = Math.max(2, Math.ceil(size / 2))
  return [
    Array.from({ length: size }, () => {
      const from = Math.floor(random() * (names - 1))
      return [`module-${from}`, `module-${from + 1 + Math.floor(random() * (names - 1 - from))}`]
    }),
  ]
}
