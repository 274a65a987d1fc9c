// Where a command runs graphs unless it is told: on the CPU, or in WebAssembly where onnxruntime-node is missing.
import { chooseProvider, type Provider, ProviderError } from '@infonce/runtime'
import { say } from './output.js'

let found: Promise<Provider> | undefined

/** `cpu`; where that cannot be used `wasm`, which the first call says on standard error, with the reason. */
export function usualProvider(): Promise<Provider> {
  found ??= find()
  return found
}

async function find(): Promise<Provider> {
  try {
    return (await chooseProvider('cpu')).provider
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    say(`running on wasm, which takes 2 to 4 times as long as cpu: ${error.message}`)
    return 'wasm'
  }
}
