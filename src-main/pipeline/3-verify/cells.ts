/**
 * What is known of every variable, field and function while `origins.ts` goes over a file: sets that only grow. Two names for one thing share
 * what is in it.
 */
import type { ts } from '../../languages/javascript/syntax.ts'
import { value, type Origin, type Value } from './value.ts'

export interface Cell {
  readonly own: Set<Origin>
  readonly held: Set<Origin>
  readonly deep: Set<Origin>
}

export interface Memory {
  cellOf(declaration: ts.Node): Cell
  /** Of what a function answers with; what its name means is at its declaration. */
  returnCell(fn: ts.Node): Cell
  read(declaration: ts.Node): Value
  answer(fn: ts.Node): Value
  unite(left: Cell, right: Cell): void
  put(cell: Cell, what: Value): void
  /** Puts something into what the cell holds. */
  hold(cell: Cell, what: Value): void
  /** Puts something anywhere below it. */
  bury(cell: Cell, what: Iterable<Origin>): void
  name(cell: Cell, origins: Iterable<Origin>): void
  /** What an element or member of it may be. */
  inside(what: Value): Value
  /** Something read by a computed name was put where no variable of its own holds it: it may be in anything from now on. */
  scatterComputed(): void
  /** Something else was learnt from which more may follow. */
  grow(): void
  /** Whether anything was added since the last time it was asked. */
  hasGrown(): boolean
}

const emptyCell = (): Cell => ({ own: new Set(), held: new Set(), deep: new Set() })

export const makeMemory = (): Memory => {
  const cells = new Map<ts.Node, Cell>()
  const answers = new Map<ts.Node, Cell>()
  const same = new Map<Cell, Cell>()
  let grew = false
  let isScattered = false

  const from = (map: Map<ts.Node, Cell>, node: ts.Node): Cell => {
    const cell = map.get(node) ?? emptyCell()
    map.set(node, cell)
    return cell
  }
  const holder = (cell: Cell): Cell => {
    let at = cell
    for (let next = same.get(at); next; next = same.get(at)) at = next
    return at
  }
  const add = (to: Set<Origin>, origins: Iterable<Origin>): void => {
    for (const each of origins) {
      if (to.has(each)) continue
      to.add(each)
      grew = true
    }
  }
  const valueOf = (cell: Cell): Value => {
    const shared = holder(cell)
    return value(cell.own, shared.held, shared.deep)
  }
  return {
    cellOf: declaration => from(cells, declaration),
    returnCell: fn => from(answers, fn),
    read: declaration => valueOf(from(cells, declaration)),
    answer: fn => valueOf(from(answers, fn)),
    unite(left, right) {
      const [a, b] = [holder(left), holder(right)]
      if (a === b) return
      same.set(b, a)
      add(a.held, b.held)
      add(a.deep, b.deep)
      grew = true
    },
    put(cell, what) {
      add(cell.own, what.own)
      add(holder(cell).held, what.held)
      add(holder(cell).deep, what.deep)
    },
    hold(cell, what) {
      add(holder(cell).held, what.own)
      add(holder(cell).deep, [...what.held, ...what.deep])
    },
    bury: (cell, origins) => add(holder(cell).deep, origins),
    name: (cell, origins) => add(cell.own, origins),
    inside(what) {
      const own = new Set<Origin>()
      for (const each of what.own) {
        if (each === 'fresh' || each === 'inner') for (const held of what.held) own.add(held)
        else if (each !== 'plain' && each !== 'bare') own.add(each)
      }
      if (isScattered && what.own.has('fresh')) own.add('computed')
      return value(own, what.deep, what.deep)
    },
    scatterComputed() {
      grew ||= !isScattered
      isScattered = true
    },
    grow() {
      grew = true
    },
    hasGrown() {
      const answer = grew
      grew = false
      return answer
    },
  }
}
