// Which weights of a file are trained: files do not say.
import type { NodeProto } from 'onnx-buf'
import type { Importer } from './importer.js'
import type { TensorData } from './tensor-data.js'

/** What is known of float32 numbers in a file when it is decided whether they are trained. */
export interface WeightDescription {
  /** The name of the initializer in the file, or of what a Constant node makes. */
  readonly name: string
  readonly shape: readonly number[]
  /** What `readModel` would decide by itself. */
  readonly byDefault: boolean
}

/** How the nodes of a graph use a value. */
interface Use {
  isWeight: boolean
  isFixed: boolean
}

/**
 * The numbers of a file that may be trained, and whether they are by default: those that stand in the place of a weight
 * (of a matrix product, a convolution, a normalization, a table), or more than one number anywhere else, as a bias that
 * is added. Running statistics, single numbers and whatever holds an infinity (a mask) are constants.
 *
 * Constant nodes mostly hold numbers of formulas. They may be trained in the place of a weight; anywhere else only in
 * files whose weights are all in Constant nodes.
 * @param numbers of float32, by name: of initializers and of Constant nodes
 * @param constants names of those in Constant nodes
 */
export function trainableByDefault(
  nodes: readonly NodeProto[],
  importerOf: (node: NodeProto) => Importer | undefined,
  numbers: ReadonlyMap<string, TensorData>,
  constants: ReadonlySet<string>,
): Map<string, boolean> {
  const uses = new Map<string, Use>()
  for (const name of numbers.keys()) uses.set(name, { isWeight: false, isFixed: false })
  for (const node of nodes) {
    const importer = importerOf(node)
    node.input.forEach((name, slot) => {
      const use = uses.get(name)
      if (!use) return
      if (importer?.weights?.includes(slot)) use.isWeight = true
      if (importer?.fixed?.includes(slot)) use.isFixed = true
      // Under another name it is the same weight.
      if (importer?.passesOn && slot === 0 && node.output[0]) uses.set(node.output[0], use)
    })
  }
  const placed = [...numbers.keys()].filter((name) => uses.get(name)!.isWeight)
  const weightsAreConstants = placed.length > 0 && placed.every((name) => constants.has(name))
  const found = new Map<string, boolean>()
  for (const [name, { data }] of numbers) {
    const { isWeight, isFixed } = uses.get(name)!
    const several = data.length > 1
    if (constants.has(name) && !isWeight && !(several && weightsAreConstants)) continue
    found.set(name, !isFixed && (isWeight || several) && allFinite(data))
  }
  return found
}

function allFinite(data: ArrayLike<number>): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false
  return true
}
