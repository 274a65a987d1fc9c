// The table of operations, grouped by kind; nothing outside these files switches on an operation's name.
import type { Operation } from '../operation.js'
import * as channels from './channels.js'
import * as comparison from './comparison.js'
import * as convolution from './convolution.js'
import * as elementwise from './elementwise.js'
import * as indexing from './indexing.js'
import * as leaves from './leaves.js'
import * as matrix from './matrix.js'
import * as movement from './movement.js'
import * as ordering from './ordering.js'
import * as pooling from './pooling.js'
import * as recurrence from './recurrence.js'
import * as reduction from './reduction.js'
import * as slicing from './slicing.js'

type Kind =
  | 'leaves'
  | 'elementwise'
  | 'comparison'
  | 'reduction'
  | 'matrix'
  | 'convolution'
  | 'channels'
  | 'pooling'
  | 'recurrence'
  | 'movement'
  | 'indexing'

const kinds: Readonly<Record<Kind, object>> = {
  leaves,
  elementwise,
  comparison,
  reduction,
  matrix,
  convolution,
  channels,
  pooling,
  recurrence,
  movement: { ...movement, ...slicing },
  indexing: { ...indexing, ...ordering },
}

const records = (exports: object): [string, Operation<never>][] =>
  Object.entries(exports)
    .filter(([key]) => key.endsWith('Operation'))
    .map(([, operation]) => [operation.name, operation])

/**
 * Every operation by its kind and name, for the tests that sweep over them. Not exported by the package: a table that
 * names them all would keep every operation in every bundle.
 */
export const operations: Readonly<Record<Kind, Readonly<Record<string, Operation<never>>>>> = Object.fromEntries(
  Object.entries(kinds).map(([kind, exports]) => [kind, Object.fromEntries(records(exports))]),
) as Record<Kind, Record<string, Operation<never>>>
