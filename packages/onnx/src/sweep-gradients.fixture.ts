// A case of the operation sweep with its gradients, as one set of outputs and what to feed.
import {
  evaluate,
  type Feeds,
  gradient,
  input,
  inputsOf,
  multiply,
  Random,
  reduceSum,
  type Tensor,
  toDense,
} from '@infonce/core'
import { prepareCase, type SweepCase } from '../../core/src/operation-sweep.fixture.js'

/** `output`, and where it is real the `gradient/…` of its weighted sum by every real input. */
export function withGradients(
  sweepCase: SweepCase,
  prefix?: string,
): { outputs: Record<string, Tensor>; feeds: Feeds } {
  const { inputs, output, feeds } = prepareCase(sweepCase, 11, prefix)
  const outputs: Record<string, Tensor> = { output }
  const weights = `${prefix ?? 'batch'}/weights`
  const all: Record<string, Feeds[string]> = { ...feeds }
  if (output.dtype === 'float32') {
    const { shape } = evaluate(output, feeds)
    const random = Random.fromSeed(5)
    const data = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal())
    all[weights] = { shape, data }
    const loss = reduceSum(multiply(output, input(weights, 'float32', output.shape)))
    const parameters = inputs.filter(({ dtype }) => dtype === 'float32')
    gradient(loss, parameters).forEach((expression, i) => {
      outputs[`gradient/${i}`] = toDense(expression)
    })
  }
  const needed = new Set(inputsOf(Object.values(outputs)).map(({ attributes }) => attributes.name))
  return { outputs, feeds: Object.fromEntries(Object.entries(all).filter(([name]) => needed.has(name))) }
}
