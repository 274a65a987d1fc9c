// What a report does where scripts run: the map can be moved and asked, and so can the image of similarities.
import { heatScript } from './heat-script.js'
import { mapScript } from './map-script.js'

/** It reads `#data` and `#thumbnails`; text from the data is set as text, never as HTML. */
export const script: string = `(() => {
'use strict'
const find = (selector, within = document) => within.querySelector(selector)
const all = (selector, within = document) => [...within.querySelectorAll(selector)]
const data = JSON.parse(find('#data').textContent)
const thumbnails = find('#thumbnails')
const { side, columns } = data.sprite
document.documentElement.classList.add('js')

const title = (row) => data.names[row] + (data.classes ? '\\n' + data.classes[data.codes[row]] : '')
const paint = (context, row, x, y, size) =>
  context.drawImage(thumbnails, (row % columns) * side, Math.floor(row / columns) * side, side, side, x, y, size, size)
const paintWhole = (canvas, row) => {
  const context = canvas.getContext('2d')
  context.imageSmoothingEnabled = false
  context.clearRect(0, 0, canvas.width, canvas.height)
  paint(context, row, 0, 0, canvas.width)
}

${heatScript}

${mapScript}

thumbnails.decode().then(() => {
  for (const [id, matrix] of Object.entries(data.heat)) heat(id, matrix)
  map()
})
})()`
