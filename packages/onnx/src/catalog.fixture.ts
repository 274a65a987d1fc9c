// The catalog: what the packages offer, each with an example that every provider computes. FEATURES.md lists it.
import {
  alignment,
  barlowTwins,
  bilinearSimilarity,
  type Contrast,
  club,
  cosineSimilarity,
  donskerVaradhan,
  dotProduct,
  type Feeds,
  gradient,
  type InformationEstimate,
  inBatch,
  infoNCE,
  infoNCEAnchor,
  infoNCEBound,
  input,
  interpolatedBound,
  jensenShannon,
  learnedScale,
  matryoshka,
  maxSim,
  mine,
  negativeCosine,
  negativeSquaredDistance,
  normalize,
  nwj,
  Random,
  scalar,
  smile,
  type Tensor,
  tensor,
  toDense,
  tuba,
  uniformity,
  vicReg,
} from '@infonce/core'

/** One thing that the packages offer. */
export interface CatalogEntry {
  /** The function. */
  readonly name: string
  /** What distinguishes this entry from others of the function. */
  readonly variant?: string
  readonly source: string
  readonly oracle: string
  /** Shapes of the inputs of the example. */
  readonly inputs: Readonly<Record<string, readonly number[]>>
  /** The example: a float32 scalar. */
  readonly loss: (inputs: Readonly<Record<string, Tensor>>) => Tensor
  /** Whether the gradient is another than that of the loss, by the method's design. */
  readonly ownGradient?: true
}

const two = { a: [6, 4], b: [6, 4] }

const bound = (
  name: string,
  source: string,
  of: (contrast: Contrast) => InformationEstimate,
  variant?: string,
): CatalogEntry => ({
  name,
  source,
  oracle: 'PyTorch, Gaussians',
  inputs: two,
  loss: ({ a, b }) => of(inBatch(dotProduct(a!, b!))).loss,
  ...(variant !== undefined && { variant }),
})

const similarity = (
  name: string,
  source: string,
  inputs: CatalogEntry['inputs'],
  of: (inputs: Readonly<Record<string, Tensor>>) => Tensor,
): CatalogEntry => ({
  name,
  source,
  inputs,
  oracle: 'plain loops',
  loss: (tensors) => infoNCE(inBatch(of(tensors))).loss,
})

/** Entries by kind. */
export const catalog: Readonly<Record<string, readonly CatalogEntry[]>> = {
  similarity: [
    similarity('dotProduct', '–', two, ({ a, b }) => dotProduct(a!, b!)),
    similarity('cosineSimilarity', '–', two, ({ a, b }) => cosineSimilarity(a!, b!)),
    similarity('negativeSquaredDistance', '–', two, ({ a, b }) => negativeSquaredDistance(a!, b!)),
    similarity('bilinearSimilarity', 'van den Oord et al. 2018', { ...two, w: [4, 4] }, ({ a, b, w }) =>
      bilinearSimilarity(a!, b!, w!),
    ),
    similarity('maxSim', 'Khattab & Zaharia 2020', { a: [3, 4, 5], b: [3, 2, 5] }, ({ a, b }) =>
      maxSim(normalize(a!), normalize(b!), { anchorMask: tensor([[1, 1, 0, 1]], 'bool') }),
    ),
    similarity(
      'learnedScale',
      'Radford et al. 2021; Zhai et al. 2023',
      { ...two, t: [], bias: [] },
      ({ a, b, t, bias }) => learnedScale(cosineSimilarity(a!, b!), t!, bias!),
    ),
  ],
  'mutual information': [
    bound('infoNCEBound', 'van den Oord et al. 2018', infoNCEBound),
    bound('infoNCEAnchor', 'arXiv 2510.25983', (contrast) => infoNCEAnchor(contrast)),
    bound('nwj', 'Nguyen et al. 2010', nwj),
    bound('tuba', 'Poole et al. 2019', (contrast) => tuba(contrast, { logBaseline: 0.5 })),
    bound('donskerVaradhan', 'Donsker & Varadhan 1983', donskerVaradhan),
    {
      ...bound('mine', 'Belghazi et al. 2018', (contrast) => mine(contrast, { logAverage: scalar(0.5) })),
      ownGradient: true,
    },
    bound('jensenShannon', 'Nowozin et al. 2016; Hjelm et al. 2019', jensenShannon),
    bound('smile', 'Song & Ermon 2020', (contrast) => smile(contrast, { clip: 1 })),
    bound('interpolatedBound', 'Poole et al. 2019', (contrast) => interpolatedBound(contrast, { alpha: 0.3 })),
    bound('club', 'Cheng et al. 2020', club),
  ],
  'loss of embeddings': [
    {
      name: 'alignment',
      source: 'Wang & Isola 2020',
      oracle: 'PyTorch',
      inputs: two,
      loss: ({ a, b }) => alignment(normalize(a!), normalize(b!)),
    },
    {
      name: 'uniformity',
      source: 'Wang & Isola 2020',
      oracle: 'PyTorch',
      inputs: { a: [6, 4] },
      loss: ({ a }) => uniformity(normalize(a!)),
    },
    {
      name: 'negativeCosine',
      source: 'Chen & He 2021; Grill et al. 2020',
      oracle: 'lightly',
      inputs: two,
      loss: ({ a, b }) => negativeCosine(a!, b!, { stopGradient: false }),
    },
    {
      name: 'barlowTwins',
      source: 'Zbontar et al. 2021',
      oracle: 'lightly',
      inputs: two,
      loss: ({ a, b }) => barlowTwins(a!, b!).loss,
    },
    {
      name: 'vicReg',
      source: 'Bardes et al. 2022',
      oracle: 'lightly',
      inputs: two,
      loss: ({ a, b }) => vicReg(a!, b!).loss,
    },
    {
      name: 'matryoshka',
      source: 'Kusupati et al. 2022',
      oracle: 'PyTorch',
      inputs: two,
      loss: ({ a, b }) =>
        matryoshka([a!, b!], ([x, y]) => alignment(normalize(x), normalize(y)), { sizes: [2, 4] }).loss,
    },
  ],
}

/** What an entry's example computes, with a slope by each input, and numbers from a seed. */
export interface Example {
  readonly outputs: Readonly<Record<string, Tensor>>
  readonly feeds: Feeds
}

/** The example of an entry; names of inputs and outputs begin with `prefix`. */
export function exampleOf(entry: CatalogEntry, prefix: string): Example {
  const random = Random.fromSeed(7).split(prefix)
  const inputs = Object.fromEntries(
    Object.entries(entry.inputs).map(([name, shape]) => [name, input(`${prefix}/${name}`, 'float32', shape)]),
  )
  const feeds = Object.fromEntries(
    Object.entries(entry.inputs).map(([name, shape]) => {
      const count = shape.reduce((a, b) => a * b, 1)
      return [`${prefix}/${name}`, { shape, data: Array.from({ length: count }, () => Math.fround(random.normal())) }]
    }),
  )
  const loss = entry.loss(inputs)
  const names = Object.keys(inputs)
  const slopes = gradient(
    loss,
    names.map((name) => inputs[name]!),
  )
  const outputs = Object.fromEntries(names.map((name, i) => [`${prefix}/slope/${name}`, toDense(slopes[i]!)]))
  return { outputs: { [`${prefix}/loss`]: loss, ...outputs }, feeds }
}

/** The examples of all entries of a kind, as one graph. */
export function examplesOf(kind: string): Example {
  const examples = catalog[kind]!.map((entry, i) => exampleOf(entry, `${entry.name}.${i}`))
  return {
    outputs: Object.assign({}, ...examples.map(({ outputs }) => outputs)),
    feeds: Object.assign({}, ...examples.map(({ feeds }) => feeds)),
  }
}
