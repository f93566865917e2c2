/** Turns key presses into actions: single keys, sequences like `g n`, and Ctrl/Cmd combinations. Typing into a field is never taken. */
import { currentActions, type Action } from './actions.ts'

const sequenceMs = 2000

/** Where letters belong to the field. A read-only diff is not such a place, a field in it (`data-typing`, find) is. */
const isTyping = (target: EventTarget | null): boolean => {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('.monaco-editor') !== null && target.closest('[data-typing], .find-widget') === null) return false
  return (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type))
  )
}
const dialogIsOpen = (): boolean => document.querySelector('[role="dialog"][aria-modal="true"], [data-palette]') !== null

const nameOf = (event: KeyboardEvent): string => {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key
}

/** The keys of the controls themselves. */
const ownKeys = (event: KeyboardEvent): boolean =>
  // A link inside of a chart is an SVG element.
  event.target instanceof Element &&
  ((event.key === 'Enter' && event.target.closest('button, a, summary, [role="button"], [role="menuitem"]') !== null) ||
    (event.key === ' ' && event.target.closest('button, summary, input[type="checkbox"], [role="button"]') !== null) ||
    (event.key.startsWith('Arrow') &&
      event.target.closest(
        '[role="menu"], [role="listbox"], [role="radiogroup"], [role="tablist"], input, .monaco-editor, [data-own-arrows]',
      ) !== null))

export const listenForKeys = (): (() => void) => {
  let pressed: string[] = []
  /** When the last key was pressed, by the clock of the events: a page that was busy meanwhile still knows that two keys came together. */
  let lastMs = 0
  const handle = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.isComposing || ['Shift', 'Control', 'Meta'].includes(event.key)) return
    const name = nameOf(event)
    if (ownKeys(event) || (!name.startsWith('mod+') && isTyping(event.target))) return
    const overDialog = dialogIsOpen()
    if (overDialog && event.repeat) return
    pressed = [...(event.timeStamp - lastMs > sequenceMs ? [] : pressed), name].slice(-2)
    lastMs = event.timeStamp
    const actions = currentActions().filter(a => a.enabled !== false && (!overDialog || a.always === true))
    const find = (keys: string): Action | undefined => actions.find(action => action.keys.includes(keys))
    const action = (pressed.length === 2 ? find(pressed.join(' ')) : undefined) ?? find(name)
    if (action !== undefined) {
      pressed = []
      event.preventDefault()
      event.stopPropagation()
      action.run()
    }
  }
  addEventListener('keydown', handle, true)
  return () => removeEventListener('keydown', handle, true)
}
