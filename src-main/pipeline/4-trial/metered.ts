/** The same sandbox, and the CPU time of all that ran in it. */
import type { Sandbox } from '../../sandbox/sandbox.ts'

export const metered = (sandbox: Sandbox): { readonly sandbox: Sandbox; cpuMs(): number } => {
  let cpuMs = 0
  return {
    cpuMs: () => cpuMs,
    sandbox: {
      isolation: sandbox.isolation,
      suiteChecks: () => sandbox.suiteChecks(),
      run: async (job, signal) => {
        const result = await sandbox.run(job, signal)
        cpuMs += result.cpuMs
        return result
      },
      open: async (job, signal) => {
        const box = await sandbox.open(job, signal)
        return {
          request: (payload, timeoutMs) => box.request(payload, timeoutMs),
          cpuMs: () => box.cpuMs(),
          freeze: () => box.freeze(),
          thaw: () => box.thaw(),
          close: async () => {
            const result = await box.close()
            cpuMs += result.cpuMs
            return result
          },
        }
      },
    },
  }
}
