// The images of CIFAR-10, training and test.
import { join } from 'node:path'
import { openImages } from '@infonce/simclr'

/** The label that is asked for. */
export const LABEL = 'class'

/** What is said of them. */
export const IMAGES =
  'CIFAR-10, a part of it: 10,000 images to train on, 2,000 to test, 32 × 32, ten classes, as many of each; they were JPEGs on the way, so that accuracies are not exactly those on the original.'

/**
 * Opens the images.
 * @param {string} data the folder that holds cifar10
 */
export async function openCifar(data) {
  const open = (/** @type {string} */ part) => openImages(join(data, 'cifar10', `cifar10-${part}.bin.gz`))
  return { training: await open('train'), test: await open('test') }
}

/**
 * The class of each image.
 * @param {import('@infonce/simclr').ImageSet} set
 */
export const classesOf = ({ images }) => images.map(({ labels }) => labels[LABEL] ?? '')
