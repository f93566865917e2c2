/** Two words of `size` letters out of four, so that they have much in common. */
export default (random, size) => {
  const word = () => Array.from({ length: size }, () => 'abcd'[Math.floor(random() * 4)]).join('')
  return [word(), word()]
}
