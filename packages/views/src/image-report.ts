// One HTML file that shows what an encoder of images has learned.
import { Random, ValueError } from '@infonce/core'
import { type ConfusionMatrix, confusionMatrix, FeatureError, type Features, selectRows } from '@infonce/evaluation'
import { confusions } from './confusions.js'
import { imageMap } from './image-map.js'
import { imagesAt, type ShownImages } from './image-set.js'
import { keyFigures, type ReportRow } from './key-figures.js'
import { placeOnMap } from './map-places.js'
import { grouped } from './markup.js'
import { findNearest, majority } from './nearest.js'
import { nearestSection } from './nearest-section.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import { type PageSection, page } from './page.js'
import { reportLabels } from './report-labels.js'
import { drawEvenly, drawSome } from './sample.js'
import { settingsList } from './settings-list.js'
import { similaritySection } from './similarity-section.js'
import { makeSprite } from './sprite.js'
import { type TrainingPoint, trainingCurves } from './training-curves.js'
import { type ReportProgress, turnsOf } from './work.js'

/** Images and their embeddings, a row for each. */
export interface EmbeddedImages {
  readonly set: ShownImages
  readonly features: Features
}

/** What {@link imageReport} is given. */
export interface ImageReportOptions extends EmbeddedImages {
  readonly title: string
  /** The label whose values are the classes of images. Default: images have no classes. */
  readonly label?: string | undefined
  /**
   * Where the nearest images are searched for, the training set for instance. Default: the set itself, of which a
   * image is no neighbor of its own.
   */
  readonly bank?: EmbeddedImages | undefined
  /** How training went; a note says which images' neighbors the curve is of. Default: no curve is shown. */
  readonly training?: { readonly curve: readonly TrainingPoint[]; readonly note?: string | undefined } | undefined
  /** What representations are worth, the reported one first. Default: no table is shown. */
  readonly table?: readonly ReportRow[] | undefined
  /**
   * What `k` nearest neighbors in the bank take all images of the set for, as `evaluateNeighbors` tells, for instance
   * where the table has its accuracy. Default: what those of the images that are shown take them for.
   */
  readonly confusion?: ConfusionMatrix | undefined
  /** The settings of the model, by name. Default: none are shown. */
  readonly configuration?: object | undefined
  /** Name and value of what else the head says, of the model and its data for instance. */
  readonly facts?: readonly (readonly [name: string, value: string])[] | undefined
  /** Images of the set that are shown, drawn by chance where it has more; up to 20,000. Default: 2000. */
  readonly images?: number | undefined
  /** Neighbors that vote for a class, up to as many as the bank has. Default: 20, or all where it has fewer. */
  readonly k?: number | undefined
  /** Of which images are drawn and the map begins. Default: 1. */
  readonly seed?: number | undefined
  /** Hears how far the work is. */
  readonly onProgress?: ((progress: ReportProgress) => void) | undefined
  /** Ends the work, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

const IMAGES = 2000
const MOST_IMAGES = 20_000
const VOTES = 20
/** Neighbors of a sheet. */
const NEAREST = 8
/** Sheets: of all classes, of one, and without classes. */
const SHEETS = { all: 30, ofClass: 3, unlabeled: 12 }
/** Pixels of all images of the map. */
export const MAP_PIXELS = 800_000

/**
 * A report as the text of one HTML file that loads nothing: figures, curves, the nearest images of some images, a map
 * of all that are shown (UMAP), cosines between classes and between images, and confusions. Cosines are between
 * embeddings as they are given. The same input gives the same bytes, on one engine.
 *
 * With 2,000 images of 32 × 32 it has some 4 MB; larger images are made smaller rather than the file larger.
 *
 * @throws ValueError for fewer than two images, in the set or the bank, or impossible options; FeatureError where
 *   features are not finite or their rows are not as many as the images; a ValueError for an image without the label
 */
export async function imageReport(options: ImageReportOptions): Promise<string> {
  const { title, label, training, table, configuration, facts = [], seed = 1 } = options
  const limit = options.images ?? IMAGES
  const bank = options.bank ?? options
  check(options, 'the set')
  check(bank, 'the bank')
  if (bank.set.channels !== options.set.channels)
    throw new ValueError(
      `the bank has images of ${bank.set.channels} channels and the set of ${options.set.channels}; give both the same`,
    )
  requireWhole('images', limit, 2, MOST_IMAGES)
  const most = bank.features.rows - (bank === options ? 1 : 0)
  if (options.k !== undefined) requireWhole('k', options.k, 1, most)
  const votes = options.k ?? Math.min(VOTES, most)
  if (options.confusion && options.confusion.total !== options.features.rows)
    throw new ValueError(
      `confusion is of ${options.confusion.total} images and the set has ${options.features.rows}; evaluate all of the set`,
    )
  const random = Random.fromSeed(seed).split('picture report')
  const turn = turnsOf(options.onProgress, options.signal)

  const rows = drawSome(options.features.rows, limit, random.split('shown'))
  const shown = imagesAt(options.set, rows)
  const features = selectRows(options.features, rows)
  const labels = label === undefined ? undefined : reportLabels(shown, bank.set, label)

  const k = Math.min(most, Math.max(NEAREST, votes))
  const own = bank === options ? rows : undefined
  const near = await findNearest({ queries: features, bank: bank.features, own, k, turn: turn('nearest images') })
  const { method, places } = await placeOnMap(features, random.split('map'), turn('neighbors on the map'), turn('map'))
  const working = turn('page')
  await working(0, 3)
  const perClass = labels && Math.max(1, Math.min(SHEETS.ofClass, Math.floor(SHEETS.all / labels.classes.length)))
  const sheets = perClass ? Math.min(SHEETS.all, perClass * labels.classes.length) : SHEETS.unlabeled
  const queries = drawEvenly(rows.length, sheets, labels?.shown, random.split('sheets'))
  const count = Math.min(NEAREST, k)
  const nearest = await nearestSection({ shown, bank: bank.set, labels, queries, near, k, count })
  await working(1, 3)
  const similarity = await similaritySection(features, labels?.shown, random.split('similarity'))
  await working(2, 3)
  const thumbnails = await makeSprite(
    rows.map((index) => ({ set: options.set, index })),
    MAP_PIXELS,
  )
  const names = shown.images.map(({ name }) => name)
  const description = `Map of ${rows.length} images${labels ? ` of ${labels.classes.length} classes` : ''}`
  const map = imageMap({ places, names, labels: labels?.shown, description })
  const confusion = labels && (options.confusion ?? confusionsOf(labels.shown, labels.bank.codes, near.rows, k, votes))
  const told = options.confusion || rows.length === options.features.rows ? 'images' : 'images shown'
  const where = bank === options ? 'the others' : `${grouped(bank.features.rows)} images of a bank`

  const sections: (PageSection | undefined | false)[] = [
    table && table.length > 0 && { id: 'figures', heading: 'Key figures', content: keyFigures(table, options.k) },
    training &&
      training.curve.length > 0 && {
        id: 'training',
        heading: 'Training',
        content: trainingCurves(training.curve, training.note),
      },
    {
      id: 'nearest',
      heading: 'Nearest images',
      lead: `Random images and their nearest neighbors among ${where}, by cosine similarity of embeddings.${labels ? ' ✓ and a full frame: same class; ✗ and a dashed frame: another.' : ''}`,
      content: nearest.markup,
    },
    {
      id: 'map',
      heading: 'Map',
      lead:
        method === 'umap'
          ? 'UMAP of the embeddings. Images close to each other are similar; large distances, directions and sizes of groups mean little.'
          : 'The first two principal components of the embeddings.',
      content: map.markup,
    },
    {
      id: 'similarity',
      heading: 'Similarity',
      lead: 'Cosine similarities of embeddings. Colors span the values off the diagonal.',
      content: similarity.markup,
    },
    confusion && { id: 'confusions', heading: 'Confusions', content: confusions(confusion, votes, told) },
    configuration && { id: 'settings', heading: 'Settings', content: settingsList(configuration) },
  ]
  const text = await page({
    title,
    facts: [
      ...facts,
      ['Images', shownOf(rows.length, options.features.rows)],
      ...(labels ? ([['Classes', grouped(labels.classes.length)]] as const) : []),
      ['Embedding', `${grouped(features.columns)} numbers`],
      ['Seed', String(seed)],
    ],
    sections: sections.filter((section) => !!section),
    data: {
      sprite: { side: thumbnails.side, columns: thumbnails.columns },
      names,
      ...(labels && { classes: labels.classes, codes: [...labels.shown.codes] }),
      points: map.points,
      heat: similarity.heat,
    },
    thumbnails,
    images: nearest.sprite,
    footer: `Made by ${PACKAGE_NAME} ${PACKAGE_VERSION}.`,
  })
  await working(3, 3)
  return text
}

/** What most of the first `votes` of `k` neighbors are, against what images are. */
function confusionsOf(
  expected: Parameters<typeof confusionMatrix>[0],
  bankCodes: Int32Array,
  near: Int32Array,
  k: number,
  votes: number,
): ConfusionMatrix {
  const rows = expected.codes.length
  const codes = Int32Array.from({ length: rows * votes }, (_, place) => {
    const [row, rank] = [Math.floor(place / votes), place % votes]
    return bankCodes[near[row * k + rank]!]!
  })
  return confusionMatrix(expected, majority(codes, votes, expected.classes.length))
}

const shownOf = (shown: number, all: number): string =>
  shown === all ? grouped(all) : `${grouped(shown)} of ${grouped(all)}, drawn at random`

function check({ set, features }: EmbeddedImages, what: string): void {
  if (features.rows !== set.images.length)
    throw new FeatureError(
      `${what} has ${set.images.length} images and ${features.rows} rows of features; give a row for each image`,
    )
  if (features.rows < 2) throw new ValueError(`${what} has ${features.rows} image; a report needs 2 or more`)
}

function requireWhole(option: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new ValueError(`${option} must be a whole number from ${least} to ${most}; found ${value}`)
}
