// Trains a model in memory: from data to a trained model, as a stream of events.
import { chooseProvider } from '../open-session.js'
import { Trainer } from '../trainer.js'
import { type BatchSource, train } from '../training-loop.js'
import type {
  AnyModelDefinition,
  FittedModelDefinition,
  Follower,
  ModelDefinition,
  ModelEvent,
  ModelTypes,
  TrainDescribedOptions,
  TrainModelOptions,
  WithEvents,
} from './definition.js'

/**
 * Trains a model. The result is a function of data and settings alone, but for rounding, which depends on the provider
 * and the number of threads; where these are the same, a run that is resumed from a checkpoint ends with the same bytes.
 * @throws ConfigurationError for impossible settings; ProviderError when the provider cannot be used here; TrainingError
 *   when training diverges; and what the model throws for data that cannot be used
 */
export async function* trainModel<T extends ModelTypes>(
  definition: AnyModelDefinition<T>,
  options: TrainModelOptions<T>,
): AsyncGenerator<ModelEvent<T>, void> {
  if (definition.fit) yield* fitted(definition, options)
  else yield* stepped(definition, options)
}

async function* stepped<T extends ModelTypes>(
  definition: ModelDefinition<T>,
  options: TrainModelOptions<T>,
): AsyncGenerator<ModelEvent<T>, void> {
  const { provider, threads, signal, checkpoints, start } = options
  const { lossEvery = everyOf(definition, options.configuration) } = options
  // Found out before long data are read.
  if (provider) await chooseProvider(provider, threads)
  const prepared = yield* settled(definition.prepare(options))
  const { configuration } = prepared
  const where = { ...(provider && { provider }), ...(threads !== undefined && { threads }) }
  let trainer: Trainer | undefined
  let follower: Follower<T> | undefined
  const numbers = () => (definition.numbers ?? parametersOf)(trainer!, prepared)
  const tensors = (await start?.tensors()) ?? {}
  const batches = definition.batches(options, prepared, { position: start?.position, tensors, numbers })
  try {
    follower = await definition.follow?.(options, prepared, { position: start?.position, ...where, numbers })
    trainer = await Trainer.open(definition.graphs(prepared), {
      sizes: definition.sizes?.(prepared) ?? {},
      steps: start?.steps ?? 0,
      initialize: start?.load ?? ((values) => definition.initialize(prepared, values)),
      ...where,
    })
    const source: BatchSource = {
      take: () => batches.take(),
      state: () => Object.assign({}, batches.state(), follower?.state?.()),
      tensors: () => batches.tensors?.(),
    }
    // Refuses impossible options here, before a run begins and takes its folder.
    const events = train({
      trainer,
      source,
      lossEvery,
      schedule: definition.schedule(prepared),
      ...(signal && { signal }),
      ...(checkpoints && { checkpoints: typeof checkpoints === 'function' ? checkpoints(configuration) : checkpoints }),
      ...(follower?.measurement && { measurement: follower.measurement }),
    })
    const { steps, choice, partlyOnCpu } = trainer
    yield {
      type: 'begin',
      configuration,
      ...definition.begin(options, prepared, { batches, follower }),
      ...{ steps, choice, partlyOnCpu },
    }
    for await (const event of events)
      switch (event.type) {
        case 'step':
          yield follower ? follower.step(event) : event
          break
        case 'scores':
          yield follower!.scores!(event)
          break
        case 'checkpoint':
          yield event
          break
        case 'end':
          yield {
            ...event,
            model: definition.model(prepared, await (definition.numbers ? numbers() : finalOf(trainer))),
          }
      }
  } finally {
    await batches.close?.()
    await trainer?.close()
    await follower?.close?.()
  }
}

/** A model without steps: what it begins with, and its numbers. */
async function* fitted<T extends ModelTypes>(
  definition: FittedModelDefinition<T>,
  options: TrainModelOptions<T>,
): AsyncGenerator<ModelEvent<T>, void> {
  const prepared = yield* settled(definition.prepare(options))
  yield {
    type: 'begin',
    configuration: prepared.configuration,
    ...definition.begin(options, prepared),
    ...{ steps: 0, choice: { provider: 'cpu', findings: [] }, partlyOnCpu: false },
  }
  const numbers = yield* settled(definition.fit(options, prepared))
  yield { type: 'end', reason: 'finished', step: 0, model: definition.model(prepared, numbers) }
}

/** Opens data that are described, and trains on them: what a worker does. */
export async function* trainDescribed<T extends ModelTypes>(
  definition: AnyModelDefinition<T>,
  options: TrainDescribedOptions<T>,
): AsyncGenerator<T['opening'] | ModelEvent<T>, void> {
  const opened = definition.open ? yield* definition.open(options) : options
  yield* trainModel(definition, { ...options, ...opened })
}

/** What a promise or a generator comes to, with the events of the generator. */
async function* settled<Event, Result>(work: WithEvents<Event, Result>): AsyncGenerator<Event, Result, undefined> {
  return Symbol.asyncIterator in work ? yield* work : await work
}

const parametersOf = (trainer: Trainer) => trainer.readParameters()

/** What a training ends with: averages of weights where it keeps some. */
const finalOf = (trainer: Trainer) =>
  trainer.readParameters({ averaged: trainer.graphs.definition.averaging !== undefined && trainer.steps > 0 })

const everyOf = <T extends ModelTypes>(
  { lossEvery }: ModelDefinition<T>,
  configuration: T['input'] | undefined,
): number => (typeof lossEvery === 'function' ? lossEvery(configuration) : lossEvery)
