import { create, toBinary } from '@bufbuild/protobuf'
import { exp, input, parameter } from '@infonce/core'
import { ModelProtoSchema, TensorProto_DataType } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { describeModel, ModelFormatError } from './describe-model.js'
import { toModel } from './to-model.js'

const own = (): Uint8Array => {
  const x = input('batch/x', 'float32', ['N', 2])
  return toModel({ name: 'own', inputs: [x], outputs: { y: exp(x), z: exp(exp(x)) }, metadata: { loss: 'nce' } })
}

describe('describeModel', () => {
  it('describes what toModel wrote', () => {
    expect(describeModel(own())).toEqual({
      name: 'own',
      producer: 'infonce',
      irVersion: 8,
      opsets: { '': 18 },
      inputs: [{ name: 'batch/x', dtype: 'float32', shape: ['N', 2] }],
      outputs: [
        { name: 'y', dtype: 'float32', shape: ['N', 2] },
        { name: 'z', dtype: 'float32', shape: ['N', 2] },
      ],
      weights: [],
      operators: { Exp: 2 },
      metadata: { loss: 'nce' },
    })
  })

  it('describes models of others: dtypes that core lacks, unknown sizes and ranks, other domains, inputs with defaults', () => {
    const tensorType = (
      elemType: number,
      shape?: { dim: { value: { case: 'dimValue'; value: bigint } | { case: undefined } }[] },
    ) => ({
      value: { case: 'tensorType' as const, value: { elemType, ...(shape && { shape }) } },
    })
    const bytes = toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: 10n,
        producerName: 'pytorch',
        producerVersion: '2.6',
        opsetImport: [
          { domain: '', version: 21n },
          { domain: 'com.microsoft', version: 1n },
        ],
        graph: {
          node: [
            { opType: 'FusedMatMul', domain: 'com.microsoft', output: ['o'] },
            { opType: 'Relu', output: ['p'] },
          ],
          input: [
            { name: 'half', type: tensorType(TensorProto_DataType.FLOAT16, { dim: [{ value: { case: undefined } }] }) },
            { name: 'unranked', type: tensorType(TensorProto_DataType.DOUBLE) },
            { name: 'scalar', type: tensorType(TensorProto_DataType.DOUBLE, { dim: [] }) },
            { name: 'sequence', type: { value: { case: 'sequenceType', value: {} } } },
            { name: 'untyped' },
            { name: 'w', type: tensorType(TensorProto_DataType.FLOAT) },
          ],
          output: [{ name: 'o', type: tensorType(999) }],
          initializer: [{ name: 'w', dataType: TensorProto_DataType.BFLOAT16, dims: [2n, 3n] }],
        },
      }),
    )
    const found = describeModel(bytes)
    expect(found.producer).toBe('pytorch 2.6')
    expect(found.opsets).toEqual({ '': 21, 'com.microsoft': 1 })
    expect(found.operators).toEqual({ 'com.microsoft.FusedMatMul': 1, Relu: 1 })
    expect(found.inputs).toStrictEqual([
      { name: 'half', dtype: 'float16', shape: ['?'] },
      { name: 'unranked', dtype: 'double' },
      { name: 'scalar', dtype: 'double', shape: [] },
      { name: 'sequence', dtype: 'sequenceType' },
      { name: 'untyped', dtype: 'unknown' },
    ])
    expect(found.outputs).toStrictEqual([{ name: 'o', dtype: 'type 999' }])
    expect(found.weights).toEqual([{ name: 'w', dtype: 'bfloat16', shape: [2, 3] }])
  })

  it.each<[string, Uint8Array]>([
    ['no bytes', new Uint8Array(0)],
    ['text', new TextEncoder().encode('# A README\n\nnot a model at all\n')],
    ['JSON', new TextEncoder().encode('{"a": 1}')],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d)],
    ['a gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)],
    ['zeros', new Uint8Array(64)],
    ['a model without a graph', toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n }))],
  ])('says that %s is no model', (_, bytes) => {
    expect(() => describeModel(bytes)).toThrow(ModelFormatError)
    expect(() => describeModel(bytes)).toThrow('this is not an ONNX model')
  })

  it('says that of every truncated model, and never throws anything else', () => {
    const table = parameter('t', [4])
    const bytes = toModel({ name: 'n', inputs: [table], outputs: { y: exp(table) }, metadata: { a: 'b' } })
    for (let length = 0; length < bytes.length; length++) {
      try {
        // A cut between two fields leaves a readable message; whatever that lacks is at the end of the file.
        expect(describeModel(bytes.subarray(0, length)).name).toBe('n')
      } catch (error) {
        expect(error).toBeInstanceOf(ModelFormatError)
      }
    }
  })
})
