/**
 * Room between the lines of a diff for what belongs to a line: remarks, the box in which one is written, the switch of a hunk. The room is
 * a view zone; what is in it floats above it in the editor's layer for widgets, where it can be focused and is read aloud. Both follow
 * each other in height and place.
 */
import type * as Monaco from 'monaco-editor/editor'

export interface Block {
  readonly key: string
  readonly side: 'before' | 'after'
  /** Under this line of that side; 0 is above the first one. */
  readonly under: number
  /** Of several under one line the lower one comes first. */
  readonly order: number
}

export interface Blocks {
  /** Makes what is missing, drops what is not in the list; answers the elements to be filled, by key. */
  set(blocks: readonly Block[]): ReadonlyMap<string, HTMLElement>
  /** The rooms are gone with the models they were in. */
  clear(): void
}

interface Live {
  readonly block: Block
  readonly element: HTMLElement
  drop(): void
}

const put = (editor: Monaco.editor.ICodeEditor, block: Block): Live => {
  const outer = document.createElement('div')
  outer.style.cssText = 'position:absolute;top:-1000px;z-index:5'
  const element = document.createElement('div')
  outer.append(element)
  // What is typed and clicked in here is none of the editor's.
  for (const kind of ['keydown', 'keypress', 'keyup', 'mousedown', 'contextmenu', 'paste', 'copy', 'cut'] as const)
    outer.addEventListener(kind, event => event.stopPropagation())
  const widget: Monaco.editor.IOverlayWidget = {
    getId: () => `asis.${block.side}.${block.key}`,
    getDomNode: () => outer,
    getPosition: () => null,
  }
  const zone: Monaco.editor.IViewZone = {
    afterLineNumber: block.under,
    // Behind the lines that were removed, which are a zone of the same line in one column.
    ordinal: 20_000 + block.order,
    heightInPx: 28,
    domNode: document.createElement('div'),
    onDomNodeTop: top => {
      outer.style.top = `${top}px`
    },
  }
  let id = ''
  const fit = (): void => {
    const { contentLeft, contentWidth, verticalScrollbarWidth } = editor.getLayoutInfo()
    outer.style.left = `${contentLeft}px`
    outer.style.width = `${Math.max(120, contentWidth - verticalScrollbarWidth)}px`
  }
  fit()
  editor.addOverlayWidget(widget)
  editor.changeViewZones(accessor => {
    id = accessor.addZone(zone)
  })
  const layout = editor.onDidLayoutChange(fit)
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(element.getBoundingClientRect().height)
    if (height === 0 || height === zone.heightInPx) return
    zone.heightInPx = height
    editor.changeViewZones(accessor => accessor.layoutZone(id))
  })
  observer.observe(element)
  return {
    block,
    element,
    drop() {
      observer.disconnect()
      layout.dispose()
      editor.removeOverlayWidget(widget)
      editor.changeViewZones(accessor => accessor.removeZone(id))
    },
  }
}

const isSame = (a: Block, b: Block): boolean => a.side === b.side && a.under === b.under && a.order === b.order

export const createBlocks = (editorOf: (side: Block['side']) => Monaco.editor.ICodeEditor): Blocks => {
  const live = new Map<string, Live>()
  return {
    set(blocks) {
      const wanted = new Map(blocks.map(block => [block.key, block]))
      for (const [key, each] of live) {
        const block = wanted.get(key)
        if (block !== undefined && isSame(block, each.block)) continue
        each.drop()
        live.delete(key)
      }
      for (const block of blocks) if (!live.has(block.key)) live.set(block.key, put(editorOf(block.side), block))
      return new Map([...live].map(([key, { element }]) => [key, element]))
    },
    clear() {
      for (const each of live.values()) each.drop()
      live.clear()
    },
  }
}
