// Which weights of a file are trained: files do not say.
import type { NodeProto } from 'onnx-buf'
import type { Importer } from './importer.js'
import type { TensorData } from './tensor-data.js'

/** What is known of a float32 initialiser when it is decided whether it is trained. */
export interface WeightDescription {
  /** Its name in the file. */
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
 * Names of initialisers that are trained by default: float32 numbers that stand in the place of a weight (of a matrix
 * product, a convolution, a normalisation, a table), or more than one number anywhere else, as a bias that is added.
 * Running statistics, single numbers and whatever holds an infinity (a mask) are constants.
 */
export function trainedByDefault(
  nodes: readonly NodeProto[],
  importerOf: (node: NodeProto) => Importer | undefined,
  initialisers: ReadonlyMap<string, TensorData>,
): Set<string> {
  const uses = new Map<string, Use>()
  for (const name of initialisers.keys()) uses.set(name, { isWeight: false, isFixed: false })
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
  return new Set(
    [...initialisers].flatMap(([name, { dtype, data }]) => {
      const { isWeight, isFixed } = uses.get(name)!
      const isTrained = dtype === 'float32' && !isFixed && (isWeight || data.length > 1) && allFinite(data)
      return isTrained ? [name] : []
    }),
  )
}

function allFinite(data: ArrayLike<number>): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false
  return true
}
