// The part of the script that moves the map, shows its images and tells of them, to a pointer, fingers and keys.

/** Defines `map()` out of what `script.ts` begins with. */
export const mapScript: string = `const map = () => {
  const figure = find('#image-map')
  if (!figure) return
  const stage = find('.map-stage', figure), svg = find('svg', stage), canvas = find('.map-stage>canvas', figure)
  const tip = find('.tip', stage), ring = find('.ring', stage), readout = find('.readout', figure)
  const points = data.points
  const whole = svg.viewBox.baseVal, full = { x: 0, y: 0, w: whole.width, h: whole.height }
  let view = { ...full }, images = false, chosen = -1
  const pressed = new Set()

  // The part of the stage that the viewBox takes, and its scale.
  const frame = () => {
    const box = svg.getBoundingClientRect()
    const scale = Math.min(box.width / view.w, box.height / view.h)
    return { box, scale, left: (box.width - scale * view.w) / 2, top: (box.height - scale * view.h) / 2 }
  }
  const onStage = (row) => {
    const { scale, left, top } = frame()
    return [left + (points[row][0] - view.x) * scale, top + (points[row][1] - view.y) * scale]
  }
  const shown = (row) => pressed.size === 0 || pressed.has(data.codes[row])
  const nearest = (clientX, clientY, reach) => {
    const { box, scale, left, top } = frame()
    const x = view.x + (clientX - box.left - left) / scale, y = view.y + (clientY - box.top - top) / scale
    const far = images ? Math.max(reach, 0.7 * sideOfImages(box.width)) : reach
    let best = -1, least = (far / scale) ** 2
    points.forEach((point, row) => {
      const square = (point[0] - x) ** 2 + (point[1] - y) ** 2
      if (square < least && shown(row)) { least = square; best = row }
    })
    return best
  }
  const sideOfImages = (width) => Math.min(64, Math.max(12, 0.022 * width) * (full.w / view.w) ** 0.75)
  const drawImages = () => {
    canvas.hidden = !images
    if (!images) return
    const { box, scale, left, top } = frame()
    const ratio = devicePixelRatio || 1
    canvas.width = Math.round(box.width * ratio)
    canvas.height = Math.round(box.height * ratio)
    const context = canvas.getContext('2d')
    context.scale(ratio, ratio)
    const size = sideOfImages(box.width)
    const colors = all('g', svg).map((group) => getComputedStyle(group).fill)
    points.forEach((point, row) => {
      const x = left + (point[0] - view.x) * scale, y = top + (point[1] - view.y) * scale
      if (x < -size || y < -size || x > box.width + size || y > box.height + size) return
      context.globalAlpha = shown(row) ? 1 : 0.1
      if (data.codes) {
        context.fillStyle = colors[data.codes[row]]
        context.fillRect(x - size / 2 - 1.5, y - size / 2 - 1.5, size + 3, size + 3)
      }
      paint(context, row, x - size / 2, y - size / 2, size)
    })
  }
  const choose = (row, place) => {
    chosen = row
    tip.hidden = ring.hidden = row < 0
    if (row < 0) return
    const at = onStage(row)
    ring.style.left = at[0] + 'px'
    ring.style.top = at[1] + 'px'
    paintWhole(find('canvas', tip), row)
    find('span', tip).textContent = title(row)
    const box = stage.getBoundingClientRect()
    const [x, y] = place || at
    const { offsetWidth: wide, offsetHeight: high } = tip
    tip.style.left = Math.max(4, Math.min(box.width - wide - 4, x + 14 + wide > box.width ? x - wide - 14 : x + 14)) + 'px'
    tip.style.top = Math.max(4, Math.min(box.height - high - 4, y + 14)) + 'px'
  }
  const draw = () => {
    svg.setAttribute('viewBox', [view.x, view.y, view.w, view.h].join(' '))
    const { scale } = frame()
    const zoom = full.w / view.w
    const width = svg.getBoundingClientRect().width
    svg.style.setProperty('--r', (Math.min(8, Math.max(2.6, width / 210)) * zoom ** 0.4) / scale)
    stage.classList.toggle('zoomed', zoom > 1.01)
    stage.classList.toggle('images', images)
    all('g', svg).forEach((group) => group.classList.toggle('dim', pressed.size > 0 && !pressed.has(Number(group.dataset.class))))
    drawImages()
    if (chosen >= 0) choose(chosen)
  }
  const zoomTo = (factor, clientX, clientY) => {
    const { box, scale, left, top } = frame()
    const [px, py] = clientX === undefined ? [box.width / 2, box.height / 2] : [clientX - box.left, clientY - box.top]
    const x = view.x + (px - left) / scale, y = view.y + (py - top) / scale
    const w = Math.min(full.w, Math.max(full.w / 24, view.w / factor))
    const share = w / view.w
    view = { x: x - (x - view.x) * share, y: y - (y - view.y) * share, w, h: view.h * share }
    moveBy(0, 0)
  }
  const moveBy = (x, y) => {
    view.x = Math.max(0, Math.min(full.w - view.w, view.x + x))
    view.y = Math.max(0, Math.min(full.h - view.h, view.y + y))
    draw()
  }

  const fingers = new Map()
  let traveled = 0
  stage.addEventListener('pointerdown', (event) => {
    fingers.set(event.pointerId, event)
    traveled = 0
  })
  stage.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId)
    if (!before) {
      const box = stage.getBoundingClientRect()
      return choose(nearest(event.clientX, event.clientY, 24), [event.clientX - box.left, event.clientY - box.top])
    }
    const { scale } = frame()
    if (fingers.size === 2) {
      const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId)
      const reach = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY)
      zoomTo(reach(event) / Math.max(1, reach(before)), (event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2)
    } else {
      const x = event.clientX - before.clientX, y = event.clientY - before.clientY
      traveled += Math.abs(x) + Math.abs(y)
      if (traveled > 4) {
        stage.setPointerCapture(event.pointerId)
        choose(-1)
        moveBy(-x / scale, -y / scale)
      }
    }
    fingers.set(event.pointerId, event)
  })
  const lift = (event) => {
    if (fingers.delete(event.pointerId) && event.type === 'pointerup' && traveled <= 4)
      choose(nearest(event.clientX, event.clientY, 28))
  }
  stage.addEventListener('pointerup', lift)
  stage.addEventListener('pointercancel', lift)
  stage.addEventListener('pointerleave', () => fingers.size === 0 && choose(-1))
  stage.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    zoomTo(Math.exp(-event.deltaY / 300), event.clientX, event.clientY)
  }, { passive: false })
  stage.addEventListener('dblclick', (event) => zoomTo(2, event.clientX, event.clientY))
  stage.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const direction = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key]
    const factor = { '+': 1.6, '=': 1.6, '-': 0.625 }[event.key]
    if (event.key === 'Escape') choose(-1)
    else if (event.key === '0') { view = { ...full }; draw() }
    else if (factor) zoomTo(factor, ...(chosen < 0 ? [] : center(chosen)))
    else if (direction) go(direction)
    else return
    event.preventDefault()
  })
  const center = (row) => {
    const box = stage.getBoundingClientRect(), [x, y] = onStage(row)
    return [box.left + x, box.top + y]
  }
  // The nearest image in a quarter of all directions.
  const go = ([dx, dy]) => {
    const from = chosen < 0 ? [view.x + view.w / 2, view.y + view.h / 2] : points[chosen]
    let best = -1, least = Infinity
    points.forEach((point, row) => {
      const x = point[0] - from[0], y = point[1] - from[1]
      const ahead = x * dx + y * dy, aside = Math.abs(x * dy - y * dx)
      if (row === chosen || !shown(row) || ahead <= 0 || ahead < aside) return
      const far = ahead + 2 * aside
      if (far < least) { least = far; best = row }
    })
    if (best < 0) return
    chosen = best
    const [x, y] = points[best]
    moveBy(x < view.x ? x - view.x - view.w / 4 : x > view.x + view.w ? x - view.x - 0.75 * view.w : 0, y < view.y ? y - view.y - view.h / 4 : y > view.y + view.h ? y - view.y - 0.75 * view.h : 0)
    readout.textContent = title(best).replace('\\n', ' · ')
  }
  all('[data-zoom]', figure).forEach((button) => button.addEventListener('click', () => {
    const factor = Number(button.dataset.zoom)
    if (factor) zoomTo(factor)
    else { view = { ...full }; draw() }
  }))
  all('[data-view]', figure).forEach((button) => button.addEventListener('click', () => {
    images = button.dataset.view === 'images'
    all('[data-view]', figure).forEach((other) => other.setAttribute('aria-pressed', String(other === button)))
    draw()
  }))
  all('.legend button').forEach((button) => button.addEventListener('click', () => {
    const code = Number(button.dataset.class)
    if (!pressed.delete(code)) pressed.add(code)
    button.setAttribute('aria-pressed', String(pressed.has(code)))
    draw()
  }))
  // Names beside the pointer are the tip's here.
  all('use title', svg).forEach((element) => element.remove())
  addEventListener('resize', draw)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
  draw()
}`
