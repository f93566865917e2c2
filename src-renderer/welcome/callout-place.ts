/** Where a callout stands: beside what it is about, never over it if there is room, never outside of the window. Pure; all in px. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
const gap = 12

const clamp = (value: number, size: number, room: number): number => Math.max(gap, Math.min(value, room - size - gap))

export const calloutPlace = (
  target: Box | null,
  callout: { readonly width: number; readonly height: number },
  room: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } => {
  const corner = { left: room.width - callout.width - gap, top: room.height - callout.height - gap }
  if (target === null) return corner
  const right = target.left + target.width + gap
  const below = target.top + target.height + gap
  const left = target.left - callout.width - gap
  const top = clamp(target.top, callout.height, room.height)
  if (right + callout.width + gap <= room.width) return { left: right, top }
  if (left >= gap) return { left, top }
  if (below + callout.height + gap <= room.height) return { left: clamp(target.left, callout.width, room.width), top: below }
  return corner
}
