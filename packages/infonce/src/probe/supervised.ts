// The same network, trained with labels: how it does.
import { confusionMatrix, encodeLabels } from '@infonce/evaluation'
import type { Provider } from '@infonce/runtime'
import type { Classifier, ClassifierEvent } from '@infonce/runtime/internals'
import type { NamedRow } from '../feature-file.js'
import type { Progress } from '../progress.js'
import { scoreOf, valuesOf } from './evaluate.js'
import type { Score } from './result.js'

/** A network that tells classes of the entries of a set. */
type Telling<Set> = Pick<Classifier<unknown, Set, { readonly provider: Provider }>, 'classes' | 'classify'>

/** What it is, and what it is asked. */
export interface SupervisedOptions<Set> {
  readonly label: string
  /** Its training. */
  readonly events: AsyncIterable<ClassifierEvent<Telling<Set>>>
  readonly test: Set
  readonly rows: readonly NamedRow[]
  /** Where it is asked. */
  readonly provider: Provider
  readonly progress: Pick<Progress, 'update'>
}

/** Watches the training of a network with a label, and asks it of the test part. */
export async function supervisedScore<Set>(options: SupervisedOptions<Set>): Promise<Score> {
  const { label, events, test, rows, provider, progress } = options
  const started = performance.now()
  for await (const event of events) {
    if (event.type === 'step') {
      const share = event.progress
      const seconds = (performance.now() - started) / 1000
      progress.update({
        label: `training with ${label}`,
        share,
        left: share > 0 ? (seconds * (1 - share)) / share : undefined,
        facts: [`loss ${event.metrics.loss!.toFixed(3)}`],
      })
    } else {
      const { model } = event
      const found = encodeLabels(await model.classify(test, { provider }), model.classes).codes
      return scoreOf(confusionMatrix(encodeLabels(valuesOf(rows, label), model.classes), found))
    }
  }
  throw new Error('supervised training ended without its model')
}
