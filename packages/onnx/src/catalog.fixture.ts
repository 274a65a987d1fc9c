// The catalog: what the packages offer, each with an example that every provider computes. FEATURES.md lists it.
import * as c from '@infonce/core'
import {
  type Contrast,
  type Feeds,
  gradient,
  type InformationEstimate,
  inBatch,
  infoNCE,
  input,
  Random,
  type Tensor,
  tensor,
  toDense,
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
  /**
   * Whether ONNX Runtime computes a node of it on the CPU where WebGPU is asked for: it moves a transposition of scores
   * onto their mask, which WebGPU does not transpose.
   */
  readonly partlyOnCpu?: true
}

const pairs = { a: [6, 4], b: [6, 4] }

const bound = (
  name: string,
  source: string,
  of: (contrast: Contrast) => InformationEstimate,
  variant?: string,
): CatalogEntry => ({
  name,
  source,
  oracle: 'PyTorch, Gaussians',
  inputs: pairs,
  loss: ({ a, b }) => of(inBatch(c.dotProduct(a!, b!))).loss,
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

const [LABELS, IDS] = [
  [0, 0, 1, 1, 2, -1],
  [4, 9, 4, 2, 7, 9],
]
const scoresOf = ({ a, b }: Readonly<Record<string, Tensor>>): Tensor => c.divide(c.cosineSimilarity(a!, b!), 0.2)
const int32 = (values: readonly number[]): Tensor => tensor(values, 'int32')
const noise = c.tensor([0.1, -0.4, 0.3, 0, -0.2, 0.5])

/** In-batch, with ids and expected counts. */
const batch = (inputs: Readonly<Record<string, Tensor>>): Contrast =>
  inBatch(scoresOf(inputs), { ids: int32(IDS), logExpectedCount: noise })
/** Several positives, one excluded candidate, and an anchor without a positive. */
const several = (inputs: Readonly<Record<string, Tensor>>): Contrast =>
  c.exclude(
    c.sameLabel(scoresOf({ a: inputs.a!, b: inputs.a! }), int32(LABELS)),
    c.equal(c.expandDimension(c.iota(6), 1), tensor([-1, -1, 4, -1, -1, -1], 'int32')),
  )

const candidates = (
  name: string,
  source: string,
  of: (inputs: Readonly<Record<string, Tensor>>) => Contrast,
  variant?: string,
): CatalogEntry => ({
  name,
  source,
  oracle: 'plain loops',
  inputs: pairs,
  loss: (inputs) => c.add(infoNCE(of(inputs)).loss, c.multiply(0, c.reduceSum(scoresOf(inputs)))),
  ...(variant !== undefined && { variant }),
})

const objective = (
  name: string,
  source: string,
  oracle: string,
  of: (contrast: Contrast) => { readonly loss: Tensor },
  variant?: string,
): CatalogEntry => ({
  name,
  source,
  oracle,
  inputs: pairs,
  // Of both a batch and several positives.
  loss: (inputs) => c.add(of(batch(inputs)).loss, of(several(inputs)).loss),
  ...(variant !== undefined && { variant }),
})

/** An objective that reads expected counts, of the batch alone. */
const counted = (...[name, source, oracle, of, variant]: Parameters<typeof objective>): CatalogEntry => ({
  ...objective(name, source, oracle, of, variant),
  loss: (inputs) => of(batch(inputs)).loss,
})

const preset = (
  name: string,
  source: string,
  oracle: string,
  of: (inputs: Readonly<Record<string, Tensor>>) => { readonly loss: Tensor },
  inputs: CatalogEntry['inputs'] = pairs,
  variant?: string,
): CatalogEntry => ({
  name,
  source,
  oracle,
  inputs,
  loss: (given) => of(given).loss,
  ...(variant !== undefined && { variant }),
})

const withClasses = { a: [6, 4], w: [3, 4] }
const CLASSES = [0, 0, 1, 1, 2, 1]
const paths = c.huffmanPaths([5, 3, 2, 1])

/** Entries by kind. */
export const catalog: Readonly<Record<string, readonly CatalogEntry[]>> = {
  candidates: [
    candidates(
      'positives',
      '–',
      ({ a, b }) =>
        c.concatenateContrasts([
          c.positives(c.reduceSum(c.multiply(a!, b!), 1, true), { candidate: false }),
          c.negatives(c.dotProduct(a!, b!), {
            weight: c.cast(c.not(c.equal(c.expandDimension(c.iota(6), 1), c.iota(6))), 'float32'),
          }),
        ]),
      'with `negatives`',
    ),
    candidates('inBatch', 'van den Oord et al. 2018', batch),
    candidates(
      'inBatch',
      '–',
      ({ a, b }) => {
        const first = c.cast(c.tensor(2), 'int32')
        return inBatch(scoresOf({ a: c.rowsFrom(a!, first, 3), b: b! }), { firstAnchor: first })
      },
      'rows of a batch',
    ),
    candidates('twoViews', 'Chen et al. 2020', ({ a, b }) => {
      const z = c.normalize(c.concat([a!, b!], 0))
      return c.twoViews(c.dotProduct(z, z))
    }),
    candidates('sameLabel', 'Khosla et al. 2020', several),
    candidates('everyClass', 'maximum likelihood', (inputs) =>
      c.everyClass(scoresOf(inputs), int32([0, 2, 5, -1, 1, 1])),
    ),
    candidates('queued', 'He et al. 2020', (inputs) =>
      c.concatenateContrasts(
        [batch(inputs), c.queued(scoresOf(inputs), { count: tensor(4) })].map((each) =>
          each.logExpectedCount
            ? c.makeContrast({ scores: each.scores, target: each.target, weight: each.weight, onePositive: true })
            : each,
        ),
      ),
    ),
    candidates('sampled', 'Jean et al. 2015', (inputs) =>
      c.concatenateContrasts([
        batch(inputs),
        c.sampled(scoresOf(inputs), { logProbability: noise, negatives: 3, ids: int32(IDS) }),
      ]),
    ),
    candidates('otherAnchors', 'Henderson et al. 2017', ({ a, b }) =>
      c.concatenateContrasts([inBatch(scoresOf({ a: a!, b: b! })), c.otherAnchors(scoresOf({ a: a!, b: a! }))]),
    ),
    candidates(
      'makeContrast',
      '–',
      (inputs) =>
        c.makeContrast({ scores: scoresOf(inputs), target: c.tensor([0.5, 0, 0.25, 0, 0, 0]), weight: c.scalar(1) }),
      'soft targets',
    ),
  ],
  'change of a contrast': [
    candidates('mapScores', '–', (inputs) => c.mapScores(batch(inputs), (scores) => c.divide(scores, 2))),
    candidates('mapTarget', '–', (inputs) => c.mapTarget(batch(inputs), (target) => c.multiply(target, 0.5))),
    candidates('reweight', '–', (inputs) => c.reweight(several(inputs), { logFactor: noise })),
    candidates('exclude', '–', several),
    {
      ...candidates('transposeContrast', 'Radford et al. 2021', (inputs) => c.transposeContrast(batch(inputs))),
      partlyOnCpu: true,
    },
    candidates('excludeHits', 'Jean et al. 2015', (inputs) => c.excludeHits(batch(inputs))),
    candidates('includeHits', 'Khosla et al. 2020', (inputs) => c.includeHits(batch(inputs))),
    candidates('mineByMargin', 'sentence-transformers', (inputs) =>
      c.mineByMargin(batch(inputs), { absoluteMargin: 0.3 }),
    ),
    candidates('mineByRange', '–', (inputs) => c.mineByRange(batch(inputs), { lowest: -2, highest: 2 })),
    candidates('mineHardest', '–', (inputs) => c.mineHardest(batch(inputs), 2)),
    candidates('guided', 'Solatorio 2024', (inputs) =>
      c.guided(batch(inputs), c.negate(scoresOf(inputs)), { absoluteMargin: 0.1 }),
    ),
    candidates('cosFace', 'Wang et al. 2018', (inputs) =>
      c.cosFace(inBatch(c.cosineSimilarity(inputs.a!, inputs.b!)), { scale: 4 }),
    ),
    candidates('arcFace', 'Deng et al. 2019', (inputs) =>
      c.arcFace(inBatch(c.cosineSimilarity(inputs.a!, inputs.b!)), { scale: 4 }),
    ),
    candidates('sphereFace', 'Liu et al. 2017', (inputs) =>
      c.sphereFace(inBatch(c.cosineSimilarity(inputs.a!, inputs.b!)), { scale: 4 }),
    ),
  ],
  objective: [
    ...(['eachPositive', 'meanOfPositives', 'anyPositive'] as const).map((positives) =>
      objective(
        'infoNCE',
        'van den Oord et al. 2018; Khosla et al. 2020',
        'PyTorch',
        (contrast) => infoNCE(contrast, { positives }),
        positives,
      ),
    ),
    objective(
      'infoNCE',
      'Chuang et al. 2020; Robinson et al. 2021',
      'formula',
      (contrast) => infoNCE(contrast, { debias: { positivePrior: 0.1, hardness: 0.5, lowestScore: -5 } }),
      'debiased, hard negatives',
    ),
    objective(
      'infoNCE',
      'Lin et al. 2017',
      'formula',
      (contrast) => infoNCE(contrast, { focal: 2, reduction: 'pairs' }),
      'focal',
    ),
    objective('decoupledInfoNCE', 'Yeh et al. 2022', 'lightly', (contrast) => c.decoupledInfoNCE(contrast)),
    counted('sampledSoftmax', 'Jean et al. 2015; Ma & Collins 2018', 'PyTorch', (contrast) =>
      c.sampledSoftmax(contrast),
    ),
    counted(
      'sampledSoftmax',
      'arXiv 2507.09331',
      'Monte-Carlo',
      (contrast) => c.sampledSoftmax(contrast, { positiveCorrection: 'none' }),
      'positive not corrected',
    ),
    objective('fullSoftmax', 'maximum likelihood', 'PyTorch', (contrast) => c.fullSoftmax(contrast)),
    counted('noiseContrastiveEstimation', 'Gutmann & Hyvärinen 2010, 2012; Mnih & Teh 2012', 'PyTorch', (contrast) =>
      c.noiseContrastiveEstimation(contrast, { logPartition: 0.3 }),
    ),
    counted(
      'noiseContrastiveEstimation',
      'arXiv 2405.16730',
      'formula',
      (contrast) => c.noiseContrastiveEstimation(c.magnifyNoise(contrast, 4)),
      'noisier: with `magnifyNoise`',
    ),
    objective('negativeSampling', 'Mikolov et al. 2013', 'PyTorch', (contrast) => c.negativeSampling(contrast)),
    counted('blackOut', 'Ji et al. 2016', 'formula', (contrast) => c.blackOut(contrast)),
    objective('sigmoidLoss', 'Zhai et al. 2023', 'open_clip', (contrast) => c.sigmoidLoss(contrast)),
    preset(
      'hierarchicalSoftmax',
      'Morin & Bengio 2005; Mikolov et al. 2013',
      'formula',
      ({ a }) => {
        const shape = [paths.classes, paths.depth]
        const rows = (data: ArrayLike<number>) => c.gather(c.constant(data, shape, 'bool'), int32([0, 1, 2, 3, 0, 1]))
        return c.hierarchicalSoftmax(c.slice(a!, 1, 0, paths.depth), rows(paths.branches), rows(paths.mask))
      },
      { a: [6, 4] },
    ),
    objective('contrastiveMargin', 'Hadsell et al. 2006', 'pytorch-metric-learning', (contrast) =>
      c.contrastiveMargin(contrast, { negativeMargin: -1 }),
    ),
    objective('multiSimilarity', 'Wang et al. 2019', 'pytorch-metric-learning', (contrast) =>
      c.multiSimilarity(contrast, { beta: 5, epsilon: 0.5 }),
    ),
    {
      ...objective('circleLoss', 'Sun et al. 2020', 'pytorch-metric-learning', (contrast) =>
        c.circleLoss(contrast, { scale: 2 }),
      ),
      ownGradient: true,
    },
    objective('proxyAnchor', 'Kim et al. 2020', 'pytorch-metric-learning', (contrast) =>
      c.proxyAnchor(contrast, { scale: 2 }),
    ),
    ...(['all', 'hard', 'semihard'] as const).map((triplets) =>
      objective(
        'tripletMargin',
        'Schroff et al. 2015; Hermans et al. 2017',
        'pytorch-metric-learning',
        (contrast) => c.tripletMargin(contrast, { triplets, margin: 0.5, smooth: true }),
        triplets,
      ),
    ),
  ],
  'one line from embeddings': [
    preset('ntXentLoss', 'Chen et al. 2020', 'lightly', ({ a, b }) => c.ntXentLoss(a!, b!)),
    preset('supConLoss', 'Khosla et al. 2020', 'pytorch-metric-learning', ({ a }) => c.supConLoss(a!, LABELS), {
      a: [6, 4],
    }),
    preset('mocoLoss', 'He et al. 2020', 'PyTorch', ({ a, b }) =>
      c.mocoLoss(a!, b!, {
        keys: c.normalize(
          c.tensor([
            [1, 0, 2, 1],
            [0, 1, -1, 1],
          ]),
        ),
        count: tensor(1),
      }),
    ),
    preset(
      'clipLoss',
      'Radford et al. 2021',
      'open_clip',
      ({ a, b, t }) => c.clipLoss(a!, b!, { temperature: c.exp(t!) }),
      { ...pairs, t: [] },
    ),
    preset(
      'sigLipLoss',
      'Zhai et al. 2023',
      'open_clip',
      ({ a, b, t, bias }) => c.sigLipLoss(a!, b!, { logScale: t!, bias: bias! }),
      { ...pairs, t: [], bias: [] },
    ),
    {
      ...preset(
        'multipleNegativesRankingLoss',
        'Henderson et al. 2017; sentence-transformers',
        'formula',
        ({ a, b, h }) =>
          c.multipleNegativesRankingLoss(a!, b!, {
            temperature: 0.3,
            hardNegatives: h!,
            directions: ['queryToDocument', 'queryToQuery', 'documentToQuery', 'documentToDocument'],
          }),
        { ...pairs, h: [6, 2, 4] },
      ),
      partlyOnCpu: true,
    },
    preset('gistLoss', 'Solatorio 2024', 'formula', ({ a, b }) =>
      c.gistLoss(a!, b!, {
        temperature: 0.3,
        guideAnchors: [
          [1, 0],
          [0, 1],
          [1, 1],
          [2, 1],
          [-1, 1],
          [0.5, 1],
        ],
        guidePositives: [
          [1, 0.1],
          [0, 1],
          [1, 0.5],
          [2, 0],
          [-1, 0],
          [0, 1],
        ],
      }),
    ),
    preset('cpcLoss', 'van den Oord et al. 2018', 'PyTorch', ({ a, b }) => c.cpcLoss(a!, b!)),
    preset(
      'sampledSoftmaxLoss',
      'Jean et al. 2015',
      'formula',
      ({ a, b, w }) =>
        c.sampledSoftmaxLoss(a!, {
          positives: b!,
          samples: w!,
          positiveLogProbability: noise,
          sampleLogProbability: [-1, -2, -0.5],
        }),
      { ...pairs, w: [3, 4] },
    ),
    preset(
      'nceLoss',
      'Gutmann & Hyvärinen 2012',
      'formula',
      ({ a, b, w }) =>
        c.nceLoss(a!, {
          positives: b!,
          samples: w!,
          positiveLogProbability: noise,
          sampleLogProbability: [-1, -2, -0.5],
          positiveIds: IDS,
          sampleIds: [4, 1, 9],
        }),
      { ...pairs, w: [3, 4] },
    ),
    preset('debiasedLoss', 'Chuang et al. 2020', 'formula', ({ a, b }) => c.debiasedLoss(a!, b!)),
    preset('hardNegativeLoss', 'Robinson et al. 2021', 'formula', ({ a, b }) => c.hardNegativeLoss(a!, b!)),
    preset('decoupledLoss', 'Yeh et al. 2022', 'lightly', ({ a, b }) => c.decoupledLoss(a!, b!)),
    {
      ...preset(
        'decoupledLoss',
        'Yeh et al. 2022',
        'lightly',
        ({ a, b }) => c.decoupledLoss(a!, b!, { weightSigma: 0.5 }),
        pairs,
        'DCLW',
      ),
      ownGradient: true,
    },
    preset('nPairsLoss', 'Sohn 2016', 'PyTorch', ({ a, b }) => c.nPairsLoss(a!, b!, { lengthWeight: 0.02 })),
    preset(
      'tripletLoss',
      'Schroff et al. 2015',
      'pytorch-metric-learning',
      ({ a }) => c.tripletLoss(a!, LABELS, { smooth: true }),
      { a: [6, 4] },
    ),
    preset(
      'arcFaceLoss',
      'Deng et al. 2019',
      'pytorch-metric-learning',
      ({ a, w }) => c.arcFaceLoss(a!, w!, CLASSES, { scale: 4 }),
      withClasses,
    ),
    preset(
      'cosFaceLoss',
      'Wang et al. 2018',
      'pytorch-metric-learning',
      ({ a, w }) => c.cosFaceLoss(a!, w!, CLASSES, { scale: 4 }),
      withClasses,
    ),
    preset(
      'normalizedSoftmaxLoss',
      'Zhai & Wu 2019',
      'pytorch-metric-learning',
      ({ a, w }) => c.normalizedSoftmaxLoss(a!, w!, CLASSES, { temperature: 0.2 }),
      withClasses,
    ),
    preset(
      'proxyNcaLoss',
      'Movshovitz-Attias et al. 2017',
      'formula',
      ({ a, w }) => c.proxyNcaLoss(a!, w!, CLASSES),
      withClasses,
    ),
    preset(
      'proxyAnchorLoss',
      'Kim et al. 2020',
      'pytorch-metric-learning',
      ({ a, w }) => c.proxyAnchorLoss(a!, w!, CLASSES, { scale: 4 }),
      withClasses,
    ),
  ],
  similarity: [
    similarity('dotProduct', '–', pairs, ({ a, b }) => c.dotProduct(a!, b!)),
    similarity('cosineSimilarity', '–', pairs, ({ a, b }) => c.cosineSimilarity(a!, b!)),
    similarity('negativeSquaredDistance', '–', pairs, ({ a, b }) => c.negativeSquaredDistance(a!, b!)),
    similarity('bilinearSimilarity', 'van den Oord et al. 2018', { ...pairs, w: [4, 4] }, ({ a, b, w }) =>
      c.bilinearSimilarity(a!, b!, w!),
    ),
    similarity('maxSim', 'Khattab & Zaharia 2020', { a: [3, 4, 5], b: [3, 2, 5] }, ({ a, b }) =>
      c.maxSim(c.normalize(a!), c.normalize(b!), { anchorMask: tensor([[1, 1, 0, 1]], 'bool') }),
    ),
    similarity(
      'learnedScale',
      'Radford et al. 2021; Zhai et al. 2023',
      { ...pairs, t: [], bias: [] },
      ({ a, b, t, bias }) => c.learnedScale(c.cosineSimilarity(a!, b!), t!, bias!),
    ),
  ],
  'mutual information': [
    bound('infoNCEBound', 'van den Oord et al. 2018', c.infoNCEBound),
    bound('infoNCEAnchor', 'arXiv 2510.25983', (contrast) => c.infoNCEAnchor(contrast)),
    bound('nwj', 'Nguyen et al. 2010', c.nwj),
    bound('tuba', 'Poole et al. 2019', (contrast) => c.tuba(contrast, { logBaseline: 0.5 })),
    bound('donskerVaradhan', 'Donsker & Varadhan 1983', c.donskerVaradhan),
    {
      ...bound('mine', 'Belghazi et al. 2018', (contrast) => c.mine(contrast, { logAverage: c.scalar(0.5) })),
      ownGradient: true,
    },
    bound('jensenShannon', 'Nowozin et al. 2016; Hjelm et al. 2019', c.jensenShannon),
    bound('smile', 'Song & Ermon 2020', (contrast) => c.smile(contrast, { clip: 1 })),
    bound('interpolatedBound', 'Poole et al. 2019', (contrast) => c.interpolatedBound(contrast, { alpha: 0.3 })),
    bound('club', 'Cheng et al. 2020', c.club),
  ],
  'loss of embeddings': [
    {
      name: 'alignment',
      source: 'Wang & Isola 2020',
      oracle: 'PyTorch',
      inputs: pairs,
      loss: ({ a, b }) => c.alignment(c.normalize(a!), c.normalize(b!)),
    },
    {
      name: 'uniformity',
      source: 'Wang & Isola 2020',
      oracle: 'PyTorch',
      inputs: { a: [6, 4] },
      loss: ({ a }) => c.uniformity(c.normalize(a!)),
    },
    {
      name: 'negativeCosine',
      source: 'Chen & He 2021; Grill et al. 2020',
      oracle: 'lightly',
      inputs: pairs,
      loss: ({ a, b }) => c.negativeCosine(a!, b!, { stopGradient: false }),
    },
    {
      name: 'barlowTwins',
      source: 'Zbontar et al. 2021',
      oracle: 'lightly',
      inputs: pairs,
      loss: ({ a, b }) => c.barlowTwins(a!, b!).loss,
    },
    {
      name: 'vicReg',
      source: 'Bardes et al. 2022',
      oracle: 'lightly',
      inputs: pairs,
      loss: ({ a, b }) => c.vicReg(a!, b!).loss,
    },
    {
      name: 'matryoshka',
      source: 'Kusupati et al. 2022',
      oracle: 'PyTorch',
      inputs: pairs,
      loss: ({ a, b }) =>
        c.matryoshka([a!, b!], ([x, y]) => c.alignment(c.normalize(x), c.normalize(y)), { sizes: [2, 4] }).loss,
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

/** The examples of entries, as one graph. */
export function examplesOf(entries: readonly CatalogEntry[]): Example {
  const examples = entries.map((entry, i) => exampleOf(entry, `${entry.name}.${i}`))
  return {
    outputs: Object.assign({}, ...examples.map(({ outputs }) => outputs)),
    feeds: Object.assign({}, ...examples.map(({ feeds }) => feeds)),
  }
}
