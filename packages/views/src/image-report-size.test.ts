// The file stays small enough to be sent, even of images that nothing makes smaller: noise.
import { expect, it } from 'vitest'
import { embeddedImages } from './image-report.fixture.js'
import { imageReport, MAP_PIXELS } from './image-report.js'
import { makeSprite } from './sprite.js'

it('has some 5 MB for 2,000 images of 32 × 32', async () => {
  const { set } = embeddedImages(2000, 1, 32)
  const sprite = await makeSprite(
    set.images.map((_, index) => ({ set, index })),
    MAP_PIXELS,
  )
  /** Length of a page without the images of its map. */
  const rest = async (count: number): Promise<number> => {
    const text = await imageReport({ title: 'Noise', label: 'class', ...embeddedImages(count, 1, 32) })
    return text.length - /id="thumbnails" src="([^"]*)"/.exec(text)![1]!.length
  }
  // From 200 on, an image more is a mark and a name more; 30 sheets of classes instead of 9 are three times as long.
  const [few, more] = [await rest(200), await rest(300)]
  expect((more - few) / 100).toBeLessThan(400)
  expect(sprite.address.length + 3 * few + 18 * (more - few)).toBeLessThan(5.6e6)
})
