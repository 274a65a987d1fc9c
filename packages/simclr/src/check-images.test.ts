// Images that do not fit a model.
import { describe, expect, it } from 'vitest'
import { checkFillsBatch, checkForm } from './check-images.js'
import { imagesInMemory } from './data/images.js'
import { ImageError } from './errors.js'

const grays = imagesInMemory({
  images: [1, 2, 3].map((i) => ({ name: `p${i}`, pixels: new Uint8Array(16) })),
  size: 4,
  channels: 1,
})

describe('checkForm', () => {
  it('takes images of its size and channels, and no others', () => {
    expect(() => checkForm(grays, { size: 4, channels: 1 })).not.toThrow()
    expect(() => checkForm(grays, { size: 8, channels: 1 })).toThrow(ImageError)
    expect(() => checkForm(grays, { size: 4, channels: 3 })).toThrow(
      'the images: are 4 × 4 with 1 channel, and the model takes 4 × 4 with 3 channels: open them with',
    )
  })
})

describe('checkFillsBatch', () => {
  it('takes a batch of all images, and says what to do about a larger one', () => {
    expect(() => checkFillsBatch(grays, { batch: 3 })).not.toThrow()
    expect(() => checkFillsBatch(grays, { batch: 4 })).toThrow(ImageError)
    expect(() => checkFillsBatch(grays, { batch: 4 })).toThrow(
      'there are 3, fewer than the batch of 4: take a batch of 3 or less, or more images',
    )
  })
})
