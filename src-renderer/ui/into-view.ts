/** For `ref`: scrolls an element into view when it becomes the chosen one, and only then. */
export const intoView = (node: HTMLElement | null): void => node?.scrollIntoView({ block: 'nearest' })
