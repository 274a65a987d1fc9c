// The same network, trained with labels: how it does.
import { confusionMatrix, encodeLabels } from '@infonce/evaluation'
import type { Provider } from '@infonce/runtime'
import type { NamedRow } from '../feature-file.js'
import type { Progress } from '../progress.js'
import { scoreOf, valuesOf } from './evaluate.js'
import type { Score } from './result.js'

/** What happens while it is trained. */
type SupervisedEvent<Model> =
  | { readonly type: 'step'; readonly progress: number; readonly metrics: Readonly<Record<string, number>> }
  | { readonly type: 'end'; readonly model: Model }

/** What it is, and what it is asked. */
export interface SupervisedOptions<Set, Model> {
  readonly label: string
  readonly events: AsyncIterable<SupervisedEvent<Model>>
  readonly test: Set
  readonly rows: readonly NamedRow[]
  /** Where it is asked. */
  readonly provider: Provider
  readonly progress: Pick<Progress, 'update'>
}

/** A network that tells classes. */
interface Telling<Set> {
  readonly classes: readonly string[]
  classify(set: Set, options: { readonly provider: Provider }): Promise<string[]>
}

/** Watches the training of a network with a label, and asks it of the test part. */
export async function supervisedScore<Set, Model extends Telling<Set>>(
  options: SupervisedOptions<Set, Model>,
): Promise<Score> {
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
