// The part of the script that tells of the pairs of an image of similarities, to a pointer and to arrow keys.

/** Defines `heat(id, matrix)` out of what `script.ts` begins with. */
export const heatScript: string = `const heat = (id, { rows, names, values }) => {
  const figure = find('#' + id)
  if (!figure) return
  const stage = find('.heat-stage', figure), cross = find('.cross', figure), readout = find('.readout', figure)
  const bytes = Uint8Array.from(atob(values), (character) => character.charCodeAt(0))
  const width = Math.sqrt(bytes.length)
  let at = [0, 0]
  const limit = (place) => Math.max(0, Math.min(width - 1, place))
  const tell = () => {
    const [row, column] = at
    const name = (place) => (rows ? title(rows[place]).replace('\\n', ' · ') : names[place])
    readout.textContent = ''
    if (rows)
      for (const place of [row, column]) {
        const canvas = document.createElement('canvas')
        canvas.width = canvas.height = 48
        paintWhole(canvas, rows[place])
        readout.append(canvas)
      }
    const span = document.createElement('span')
    span.textContent = name(row) + '  ↔  ' + name(column) + ':  ' + (bytes[row * width + column] / 127 - 1).toFixed(2).replace('-', '−')
    readout.append(span)
    cross.hidden = false
    cross.style.left = (100 * (column + 0.5)) / width + '%'
    cross.style.top = (100 * (row + 0.5)) / width + '%'
  }
  const point = (event) => {
    const box = stage.getBoundingClientRect()
    at = [limit(Math.floor((width * (event.clientY - box.top)) / box.height)), limit(Math.floor((width * (event.clientX - box.left)) / box.width))]
    tell()
  }
  stage.addEventListener('pointermove', point)
  stage.addEventListener('pointerdown', point)
  stage.addEventListener('keydown', (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key]
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const far = event.shiftKey ? 10 : 1
    at = cross.hidden ? at : at.map((place, axis) => limit(place + far * step[axis]))
    tell()
  })
}`
