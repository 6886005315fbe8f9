import type { Graph } from './beans.js'
import type { PageEnd } from './pages.js'

/** How the simulated server behaves. Everything that the reference leaves open is a knob here. */
export interface PropertyWareOptions {
  username: string
  password: string
  /** Rows of a page; the server's own secret. Default 100. */
  pageSize?: number
  /** What a page past the end looks like. Default `empty`. */
  pageEnd?: PageEnd
  /** Refuses a wrapper that is not in the service's namespace, and criteria without `pageNumber`. Default false, as Axis. */
  strict?: boolean
  /** Default true, as Axis. */
  multiRef?: boolean
  /** Default false, as Axis 1.4; older versions hoist numbers and booleans. */
  hoistScalars?: boolean
  /** Default `nil`. */
  nulls?: 'nil' | 'absent'
  /** Default `lean`. */
  graph?: Graph
  /** Number of the first `group` of the old lists. Default 1. */
  firstGroup?: number
  /** Descriptions lose what is not ASCII when they are written. Default true. */
  asciiDescriptions?: boolean
  /** What `pw-slow-page` waits. Default 2,000 ms. */
  slowPageMs?: number
}

export type Settings = Required<PropertyWareOptions>

export const withDefaults = (options: PropertyWareOptions): Settings => ({
  pageSize: 100,
  pageEnd: 'empty',
  strict: false,
  multiRef: true,
  hoistScalars: false,
  nulls: 'nil',
  graph: 'lean',
  firstGroup: 1,
  asciiDescriptions: true,
  slowPageMs: 2_000,
  ...options,
})
