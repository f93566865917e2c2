/**
 * Concepts on disk. The file may be larger than what one wants in memory, so only the place of every line is kept and a concept
 * is read when it is asked for. Reads are real reads; nothing is cached.
 */
import { open, readFile, type FileHandle } from 'node:fs/promises'
import { parseConcept, type Concept } from './concept.ts'

interface Place {
  readonly id: number
  readonly parentId: number | null
  readonly words: readonly string[]
  readonly start: number
  readonly length: number
}

export class Library {
  readonly #file: FileHandle
  readonly #places: readonly Place[]

  private constructor(file: FileHandle, places: readonly Place[]) {
    this.#file = file
    this.#places = places
  }

  /** Opens a file in the format of `concepts.tsv`. Close it after use. */
  static async open(path: string): Promise<Library> {
    const places: Place[] = []
    let start = 0
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      const length = Buffer.byteLength(line)
      if (/^\d/.test(line)) {
        const { id, parentId, words } = parseConcept(line)
        places.push({ id, parentId, words: words.map(word => word.toLowerCase()), start, length })
      }
      start += length + 1
    }
    return new Library(await open(path), places)
  }

  async read(id: number): Promise<Concept | null> {
    const place = this.#places.find(candidate => candidate.id === id)
    if (place === undefined) return null
    const bytes = Buffer.alloc(place.length)
    await this.#file.read(bytes, 0, place.length, place.start)
    return parseConcept(bytes.toString('utf8'))
  }

  /** Ids of the concepts that have this word, whatever its case. */
  idsNamed(word: string): number[] {
    const wanted = word.toLowerCase()
    return this.#places.filter(place => place.words.includes(wanted)).map(place => place.id)
  }

  childrenOf(id: number): number[] {
    return this.#places.filter(place => place.parentId === id).map(place => place.id)
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}
