/** The two functions of jstat that measurement uses; the package ships no types. */
declare module 'jstat' {
  const jstat: {
    readonly studentt: {
      /** Quantile: the t with P(T <= t) = `p` at `freedom` degrees of freedom. */
      inv(p: number, freedom: number): number
    }
    readonly beta: { inv(p: number, alpha: number, beta: number): number }
    readonly normal: { cdf(x: number, mean: number, deviation: number): number }
  }
  export default jstat
}
