// Files that are cut or changed at random: an error of ours that says so, or a model; never anything else, never a hang.
import { readFileSync } from 'node:fs'
import { InfonceError, Random } from '@infonce/core'
import { expect, it } from 'vitest'
import { readModel } from './read-model.js'

const folder = new URL('../fixtures/pytorch-encoders/', import.meta.url)
const files = ['mlp-torchscript', 'convolutional-torchscript', 'convolutional-dynamo', 'transformer-dynamo'].map(
  (name) => new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder))),
)
const rounds = Number(process.env.FUZZ_ROUNDS ?? 150)

function expectModelOrError(bytes: Uint8Array, what: string): void {
  try {
    expect(Object.keys(readModel(bytes).outputs).length, what).toBeGreaterThan(0)
  } catch (error) {
    expect(error, `${what}: ${(error as Error).stack}`).toBeInstanceOf(InfonceError)
    expect((error as Error).message, what).not.toContain('[object')
  }
}

it('says what is wrong with a file that is cut', () => {
  for (const [i, bytes] of files.entries())
    for (let part = 0; part < rounds; part++) {
      const length = Math.floor((part / rounds) * bytes.length)
      expectModelOrError(bytes.subarray(0, length), `file ${i} cut at ${length}`)
    }
})

it('says what is wrong with a file whose bytes are changed', () => {
  for (const [i, bytes] of files.entries())
    for (let round = 0; round < rounds; round++) {
      const random = Random.fromSeed(1000 * i + round)
      const changed = bytes.slice()
      for (let change = random.below(4); change >= 0; change--) changed[random.below(bytes.length)] = random.below(256)
      expectModelOrError(changed, `file ${i}, round ${round}`)
    }
})

it('says of random bytes that they are no model', () => {
  for (let round = 0; round < rounds; round++) {
    const random = Random.fromSeed(round)
    expectModelOrError(
      Uint8Array.from({ length: random.below(200) }, () => random.below(256)),
      `round ${round}`,
    )
  }
})
