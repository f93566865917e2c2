/**
 * Opens the data folder: takes the owner's lock, brings the four files to this program's schema, and hands out the stores.
 */
import type { Refused } from '../../src-shared/errors.ts'
import type { StoreOptions, Stores } from './stores.ts'

export declare function openStores(home: string, options: StoreOptions): Stores | Refused
