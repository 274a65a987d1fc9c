// A training's events between a worker and its host: the model of the last one is sent as its numbers.
import { copyTensors } from '../copy-tensors.js'
import type { HostTensor } from '../host-tensor.js'
import { transferring } from '../worker-stream-serve.js'
import type { AnyModelDefinition, BeginEvent, EndEvent, ModelTypes } from './definition.js'

interface AnyEvent {
  readonly type: string
}

/** The event `end` as it is sent. */
interface SentEnd extends AnyEvent {
  readonly parameters: Readonly<Record<string, HostTensor>>
}

/** In the worker: events in a form that can be sent. Numbers are copied once, here, and the copies are moved. */
export async function* packEvents<T extends ModelTypes>(
  { transport }: AnyModelDefinition<T>,
  events: AsyncIterable<AnyEvent>,
): AsyncGenerator<AnyEvent, void> {
  for await (const event of events)
    if (event.type === 'begin' && transport) {
      const { event: sent, buffers } = transport.send(event as BeginEvent<T>)
      yield transferring(sent as AnyEvent, buffers)
    } else if (event.type === 'end') {
      const { model, ...rest } = event as EndEvent<T>
      const { copies, buffers } = copyTensors(model.parameters)
      yield transferring<SentEnd>({ ...rest, parameters: copies }, buffers)
    } else yield event
}

/** At the host: the events again, with a model of its class. */
export async function* unpackEvents<T extends ModelTypes, Event extends AnyEvent>(
  { transport, model }: AnyModelDefinition<T>,
  events: AsyncIterable<AnyEvent>,
): AsyncGenerator<Event, void> {
  let begin: BeginEvent<T> | undefined
  for await (const event of events)
    if (event.type === 'begin') {
      begin = transport ? await transport.receive(event) : (event as BeginEvent<T>)
      yield begin as AnyEvent as Event
    } else if (event.type === 'end') {
      const { parameters, ...rest } = event as SentEnd
      yield { ...rest, model: model(begin!, parameters) } as AnyEvent as Event
    } else yield event as Event
}
