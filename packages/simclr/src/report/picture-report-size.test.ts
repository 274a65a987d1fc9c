// The file stays small enough to be sent, even of pictures that nothing makes smaller: noise.
import { expect, it } from 'vitest'
import { embeddedPictures } from './picture-report.fixture.js'
import { MAP_PIXELS, pictureReport } from './picture-report.js'
import { makeSprite } from './sprite.js'

it('has some 5 MB for 2,000 pictures of 32 × 32', async () => {
  const { set } = embeddedPictures(2000, 1, 32)
  const sprite = await makeSprite(
    set.pictures.map((_, index) => ({ set, index })),
    MAP_PIXELS,
  )
  /** Length of a page without the pictures of its map. */
  const rest = async (count: number): Promise<number> => {
    const text = await pictureReport({ title: 'Noise', label: 'class', ...embeddedPictures(count, 1, 32) })
    return text.length - /id="thumbnails" src="([^"]*)"/.exec(text)![1]!.length
  }
  // From 200 on, a picture more is a mark and a name more; 30 sheets of classes instead of 9 are three times as long.
  const [few, more] = [await rest(200), await rest(300)]
  expect((more - few) / 100).toBeLessThan(400)
  expect(sprite.address.length + 3 * few + 18 * (more - few)).toBeLessThan(5.6e6)
})
