// The dimensions of a file in the words of core: sizes, and names that its algebra can calculate with.
import {
  addDimensions,
  type Dimension,
  dimensionTerms,
  multiplyDimensions,
  type Shape,
  ShapeError,
  ValueError,
} from '@infonce/core'
import type { TensorShapeProto_Dimension as DimensionProto, ValueInfoProto } from 'onnx-buf'

const legalName = /^[A-Za-z_][A-Za-z0-9_]*$/

const polynomialNames = (text: string): string[] | undefined => {
  try {
    return dimensionTerms(text).flatMap(({ names }) => names)
  } catch (error) {
    if (error instanceof ShapeError) return undefined
    throw error
  }
}

/**
 * Names of a file's dimensions. One that core could not calculate with (`'batch size'`, `'floor(h/2)'`) has its other
 * characters replaced by `_`; one without a name is called after its input and axis, `'image_2'`.
 */
export class DimensionNames {
  /** Names by what the file calls them. */
  private readonly names = new Map<string, string>()
  private readonly bindings: ReadonlyMap<string, Dimension>
  private readonly bound = new Set<string>()

  /** @param bindings other names or sizes for some dimensions, by the names in the file or those given to them */
  constructor(inputs: readonly ValueInfoProto[], bindings: Readonly<Record<string, Dimension>>) {
    this.bindings = new Map(Object.entries(bindings))
    const dimensions = inputs.flatMap(({ type }) =>
      type?.value.case === 'tensorType' ? (type.value.value.shape?.dim ?? []) : [],
    )
    // Names that are legal already keep them, whatever else is made up.
    for (const { value } of dimensions)
      if (value.case === 'dimParam') for (const name of polynomialNames(value.value) ?? []) this.names.set(name, name)
  }

  /** The shape of an input. */
  read(input: string, dimensions: readonly DimensionProto[]): Shape {
    return dimensions.map(({ value }, axis) => {
      if (value.case === 'dimValue' && value.value >= 0n) return Number(value.value)
      const text = value.case === 'dimParam' ? value.value : ''
      if (text === '' || text === '?' || text === '-1')
        return this.bind(this.nameOf(`${input}_${axis}`, `${input}[${axis}]`))
      const whole = this.bindings.get(text)
      if (whole !== undefined) return this.bind(text)
      if (!polynomialNames(text)) return this.bind(this.nameOf(text))
      return dimensionTerms(text)
        .map(({ names, coefficient }) =>
          names.map((name) => this.bind(name)).reduce(multiplyDimensions, coefficient as Dimension),
        )
        .reduce(addDimensions, 0)
    })
  }

  /** Throws a `ValueError` for a binding that no dimension asked for. */
  requireAllBound(): void {
    for (const name of this.bindings.keys())
      if (!this.bound.has(name)) {
        const known = [...new Set(this.names.values())].join(', ')
        throw new ValueError(`dimensions: no input has a dimension '${name}'; the names are: ${known || 'none'}`)
      }
  }

  private bind(name: string): Dimension {
    const binding = this.bindings.get(name)
    if (binding === undefined) return name
    this.bound.add(name)
    return binding
  }

  private nameOf(text: string, key: string = text): string {
    const known = this.names.get(key)
    if (known !== undefined) return known
    const plain = text.replace(/[^A-Za-z0-9_]+/g, '_').replace(/(?!^)_+$/, '')
    const start = legalName.test(plain) ? plain : `_${plain}`
    const taken = new Set(this.names.values())
    let name = start
    for (let i = 2; taken.has(name); i++) name = `${start}_${i}`
    this.names.set(key, name)
    return name
  }
}
