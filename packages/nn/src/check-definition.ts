// What plain JavaScript passed in the place of a definition of a training.
import { describeValue, isTensor, ValueError } from '@infonce/core'

/** Throws a `ValueError` in the name of `what` for a definition whose parts are of another kind. */
export function checkDefinition(what: string, definition: unknown): void {
  const fail = (text: string): never => {
    throw new ValueError(`${what}: ${text}`)
  }
  if (typeof definition !== 'object' || definition === null)
    fail(`expected { name, loss, parameters, optimizer }; found ${describeValue(definition)}`)
  const { loss, parameters, optimizer, metrics = {} } = definition as Readonly<Record<string, unknown>>
  if (!isTensor(loss)) fail(`loss must be a tensor; found ${describeValue(loss)}`)
  if (!Array.isArray(parameters)) fail(`parameters must be a list of tensors; found ${describeValue(parameters)}`)
  if (typeof (optimizer as { update?: unknown } | undefined)?.update !== 'function')
    fail(`optimizer must be an optimizer, such as adam(); found ${describeValue(optimizer)}`)
  if (typeof metrics !== 'object' || metrics === null)
    fail(`metrics must be tensors by name; found ${describeValue(metrics)}`)
  for (const [name, metric] of Object.entries(metrics as object))
    if (!isTensor(metric)) fail(`the metric '${name}' must be a tensor; found ${describeValue(metric)}`)
}
