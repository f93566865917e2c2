/** What a box is asked for when a function of a file is to be loaded, read from the copy of the project that the box gets. */
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasPlace, placeOf } from './function-places.ts'
import type { Wanted } from './harness/load.ts'
import { isScriptPath, parse } from './syntax.ts'

/** A file of generated code is not worth reading. */
const mostBytes = 4 << 20

/** `dir`: a copy of ours. Where the text does not show the function (a re-export), the module is asked for the name as it is. */
export const wantedIn = (dir: string, file: string, name: string): Wanted => {
  const place = isScriptPath(file) ? placeIn(join(dir, file), file, name) : null
  return place && hasPlace(place) ? { name: place.name, exposure: place.exposure } : { name, exposure: null }
}

/** `Class.prototype.method`. */
export const isOfInstance = ({ name }: Wanted): boolean => name.split('.').at(-2) === 'prototype'

const placeIn = (absolute: string, file: string, name: string) => {
  const stat = lstatSync(absolute, { throwIfNoEntry: false })
  if (!stat?.isFile() || stat.size > mostBytes) return null
  return placeOf(parse(file, readFileSync(absolute, 'utf8')), name)
}
