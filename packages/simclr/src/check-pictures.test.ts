// Pictures that do not fit a model.
import { describe, expect, it } from 'vitest'
import { checkFillsBatch, checkForm } from './check-pictures.js'
import { picturesInMemory } from './data/pictures.js'
import { PictureError } from './errors.js'

const greys = picturesInMemory({
  pictures: [1, 2, 3].map((i) => ({ name: `p${i}`, pixels: new Uint8Array(16) })),
  size: 4,
  channels: 1,
})

describe('checkForm', () => {
  it('takes pictures of its size and channels, and no others', () => {
    expect(() => checkForm(greys, { size: 4, channels: 1 })).not.toThrow()
    expect(() => checkForm(greys, { size: 8, channels: 1 })).toThrow(PictureError)
    expect(() => checkForm(greys, { size: 4, channels: 3 })).toThrow(
      'the pictures: are 4 × 4 with 1 channel, and the model takes 4 × 4 with 3 channels: open them with',
    )
  })
})

describe('checkFillsBatch', () => {
  it('takes a batch of all pictures, and says what to do about a larger one', () => {
    expect(() => checkFillsBatch(greys, { batch: 3 })).not.toThrow()
    expect(() => checkFillsBatch(greys, { batch: 4 })).toThrow(PictureError)
    expect(() => checkFillsBatch(greys, { batch: 4 })).toThrow(
      'there are 3, fewer than the batch of 4: take a batch of 3 or less, or more pictures',
    )
  })
})
