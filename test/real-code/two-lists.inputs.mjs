/** Two lists of ids that share about half of their values. */
export default (random, size) => {
  const ids = () => Array.from({ length: size }, () => Math.floor(random() * size * 2))
  return [ids(), ids()]
}
