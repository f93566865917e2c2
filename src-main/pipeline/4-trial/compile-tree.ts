/** After a box could not load a version for what it does not compile: has it compiled, so that another box can. */
import { asksForCompiling, compileCopy } from '../../languages/javascript/compiled/compile-copy.ts'
import { harnessScript, neutralPlaces, type Tree, type TrialPorts } from './ports.ts'

/** Whether another try is worth it; a caller tries once more, and not again. */
export const compileAfter = async (error: string, { tree }: { readonly tree: Tree }, ports: TrialPorts): Promise<boolean> =>
  asksForCompiling(error) &&
  (await compileCopy(
    {
      dir: tree.dir,
      harness: { host: ports.harnessDir, box: neutralPlaces.harness },
      script: harnessScript(ports, 'compile'),
    },
    ports,
  ))
