// The pictures of CIFAR-10, training and test.
import { join } from 'node:path'
import { openPictures } from '@infonce/simclr'

/** The label that is asked for. */
export const LABEL = 'class'

/** What is said of them. */
export const PICTURES =
  'CIFAR-10, a part of it: 10,000 pictures to train on, 2,000 to test, 32 × 32, ten classes, as many of each; they were JPEGs on the way, so that accuracies are not exactly those on the original.'

/**
 * Opens the pictures.
 * @param {string} data the folder that holds cifar10
 */
export async function openCifar(data) {
  const open = (/** @type {string} */ part) => openPictures(join(data, 'cifar10', `cifar10-${part}.bin.gz`))
  return { training: await open('train'), test: await open('test') }
}

/**
 * The class of each picture.
 * @param {import('@infonce/simclr').PictureSet} set
 */
export const classesOf = ({ pictures }) => pictures.map(({ labels }) => labels[LABEL] ?? '')
