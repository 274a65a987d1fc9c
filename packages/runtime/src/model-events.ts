// A training's events between a worker and its host: the model of the last one is sent as its settings and numbers.
import { copyTensors } from './copy-tensors.js'
import type { HostTensor } from './host-tensor.js'
import { transferring } from './worker-stream-serve.js'

/** What training ends with: settings, and numbers by name. */
export interface TrainedModel {
  readonly configuration: unknown
  readonly parameters: Readonly<Record<string, HostTensor>>
}

type EndEvent = { readonly type: 'end'; readonly model: TrainedModel }
type AnyEvent = { readonly type: string } | EndEvent

/** An event as it is sent: a model of its class arrives as a plain object. */
export type Packed<Event> = Event extends { readonly type: 'end'; readonly model: infer Model extends TrainedModel }
  ? Omit<Event, 'model'> & { readonly model: Pick<Model, 'configuration' | 'parameters'> }
  : Event

const endsWithModel = (event: AnyEvent): event is EndEvent => event.type === 'end' && 'model' in event

/** In the worker: events in a form that can be sent. Numbers are copied once, here, and the copies are moved. */
export async function* packModels<Event extends AnyEvent>(
  events: AsyncIterable<Event>,
): AsyncGenerator<Packed<Event>, void> {
  for await (const event of events) {
    if (!endsWithModel(event)) yield event as Packed<Event>
    else {
      const { copies, buffers } = copyTensors(event.model.parameters)
      const model = { configuration: event.model.configuration, parameters: copies }
      yield transferring({ ...event, model }, buffers) as Packed<Event>
    }
  }
}

/**
 * At the host: the events again, with a model of its class.
 * @param make the model of what was sent: settings as the worker had them, and numbers
 */
export async function* unpackModels<Event extends AnyEvent>(
  events: AsyncIterable<Packed<Event>>,
  make: (sent: TrainedModel) => TrainedModel,
): AsyncGenerator<Event, void> {
  for await (const sent of events) {
    const event = sent as AnyEvent
    yield (endsWithModel(event) ? { ...event, model: make(event.model) } : event) as Event
  }
}
