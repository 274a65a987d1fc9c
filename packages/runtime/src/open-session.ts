// Opens sessions on whichever provider is asked for.
import { input, ValueError } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import type { Backend } from './backend.js'
import { chooseBackend, surveyProviders } from './backends.js'
import { type DeviceTensor, OrtDeviceTensor } from './device-tensor.js'
import { SessionError } from './errors.js'
import type { HostTensor } from './host-tensor.js'
import { openOn } from './ort-session.js'
import type { Provider, ProviderChoice, ProviderFinding } from './provider.js'
import type { Session, SessionOptions } from './session.js'
import { checkThreads } from './threads.js'

/**
 * Opens an ONNX model, given as its bytes or the path of its file (in a browser: its address).
 *
 * Throws a `ValueError` for impossible options, a `ProviderError` when the provider cannot be used here (its package
 * or library is missing, there is no adapter), and a `SessionError` when the model cannot be read or used, or when
 * `strict` refuses it.
 */
export async function openSession(model: Uint8Array | string, options: SessionOptions): Promise<Session> {
  const { backend, choice } = await chooseBackend(options.provider, checkThreads(options.threads))
  return (await openOn(model, { ...options, backend, choice })) as unknown as Session
}

/**
 * As {@link openSession}, for a provider whose tensors can stay on the device.
 * @param onDevice names of the outputs that stay there; they are {@link DeviceTensor}s to be fed again, read with
 *   {@link download}, and disposed of
 */
export async function openDeviceSession(
  model: Uint8Array | string,
  options: SessionOptions & { readonly onDevice: readonly string[] },
): Promise<Session<HostTensor | DeviceTensor>> {
  const { backend, choice } = await chooseBackend(options.provider, checkThreads(options.threads))
  if (!backend.keepsTensors)
    throw new ValueError(`provider '${backend.provider}' keeps no tensors on a device: open an ordinary session`)
  return openOn(model, { ...options, backend, choice })
}

const downloaders = new WeakMap<Backend, Map<string, Promise<Session>>>()

/**
 * Copies a tensor from the device, in a run of its own: reading it directly ends the process on Node.
 * @throws ValueError for a tensor that no session of this package gave; SessionError for one that has been disposed of,
 *   and when the runtime fails
 */
export async function download(tensor: DeviceTensor): Promise<HostTensor> {
  if (!(tensor instanceof OrtDeviceTensor)) throw new ValueError('only a tensor that a session gave can be downloaded')
  if (tensor.disposed) throw new SessionError('the tensor has been disposed of: download it before')
  const { backend, dtype, dims } = tensor
  const sessions = downloaders.get(backend) ?? new Map<string, Promise<Session>>()
  downloaders.set(backend, sessions)
  const key = `${dtype} ${dims.length}`
  let session = sessions.get(key)
  if (!session) {
    const x = input(
      'x',
      dtype,
      dims.map((_, axis) => `d${axis}`),
    )
    const identity = toModel({ name: 'download', inputs: [x], outputs: { y: x }, metadata: {} })
    session = openOn(identity, {
      backend,
      choice: { provider: backend.provider, findings: [] },
    }) as Promise<unknown> as Promise<Session>
    sessions.set(key, session)
    // Another try may find the memory that is missing now.
    session.catch(() => sessions.delete(key))
  }
  return (await (await session).run({ x: tensor })).y!
}

/**
 * Which provider {@link openSession} would take, and why not the others.
 * @throws as {@link openSession} does for the provider
 */
export async function chooseProvider(wanted: Provider | 'auto', threads?: number): Promise<ProviderChoice> {
  return (await chooseBackend(wanted, checkThreads(threads))).choice
}

/** Whether each provider can be used on this machine, and if not what it takes. It loads all of them. */
export const findProviders = (threads?: number): Promise<ProviderFinding[]> => surveyProviders(checkThreads(threads))
