/** One list of ids in which about a third is there more than once. */
export default (random, size) => [Array.from({ length: size }, () => Math.floor(random() * size * 2))]
