// The report as a browser shows it: names stay text, pointers and keys are answered, and it fits a phone.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { classNames, embeddedImages } from './image-report.fixture.js'
import { imageReport } from './image-report.js'

/** As much of a page as is asked here. */
interface Element {
  textContent: string
  innerHTML: string
  hidden: boolean
  srcdoc: string
  width: number
  height: number
  readonly style: { cssText: string }
  readonly clientWidth: number
  readonly scrollWidth: number
  readonly classList: { contains(name: string): boolean }
  readonly contentWindow: Window
  readonly viewBox: { readonly baseVal: { readonly width: number } }
  getContext(kind: '2d'): { getImageData(x: number, y: number, width: number, height: number): { data: Uint8Array } }
  getBoundingClientRect(): { left: number; top: number; width: number; height: number }
  addEventListener(name: string, heard: () => void): void
  dispatchEvent(event: unknown): void
  click(): void
  append(child: Element): void
  remove(): void
}
interface Document {
  readonly documentElement: Element
  readonly body: Element
  createElement(name: string): Element
  querySelector(selector: string): Element | null
  querySelectorAll(selector: string): Iterable<Element>
}
interface Window {
  readonly document: Document
  readonly performance: { getEntriesByType(type: string): readonly { readonly name: string }[] }
  readonly KeyboardEvent: new (name: string, options: object) => unknown
  readonly PointerEvent: new (name: string, options: object) => unknown
  alert: (text: string) => void
}
const { document } = globalThis as unknown as { document: Document }

// So few that the map needs no UMAP, a CommonJS module, which no bundler brings here.
const shown = embeddedImages(15, 1)
const report = imageReport({
  ...shown,
  title: `<img src=x onerror=alert(1)>`,
  label: 'class',
  facts: [['</dd><script>alert(1)</script>', '"><svg onload=alert(1)>']],
  table: [{ name: '<img src=x onerror=alert(1)>', probe: { accuracy: 0.5, interval: { low: 0.4, high: 0.6 } } }],
  training: {
    curve: [
      { epoch: 1, loss: 3, neighbors: 0.25 },
      { epoch: 2, loss: 2, neighbors: 0.5 },
    ],
  },
})

let frame: Element | undefined
afterEach(() => frame?.remove())

/** Opens the report in a frame and waits until its script is done. */
async function open(width = 900): Promise<{ page: Window; find: (selector: string) => Element }> {
  frame = document.createElement('iframe')
  frame.style.cssText = `width:${width}px;height:700px;border:0`
  frame.srcdoc = await report
  const loaded = new Promise<void>((resolve) => frame!.addEventListener('load', resolve))
  document.body.append(frame)
  await loaded
  const page = frame.contentWindow
  const find = (selector: string): Element => {
    const element = page.document.querySelector(selector)
    if (!element) throw new Error(`nothing is ${selector}`)
    return element
  }
  // The last thing that the script does: titles of marks give way to the tip.
  await vi.waitFor(() => expect(page.document.querySelector('use title')).toBeNull())
  return { page, find }
}

/** A pointer at a share of the way across and down an element. */
const point = (page: Window, name: string, element: Element, x: number, y: number): void => {
  const box = element.getBoundingClientRect()
  element.dispatchEvent(
    new page.PointerEvent(name, {
      clientX: box.left + x * box.width,
      clientY: box.top + y * box.height,
      bubbles: true,
    }),
  )
}

describe('a report in a browser', () => {
  it('shows hostile names as they are, makes nothing of them, and loads nothing', async () => {
    const { page, find } = await open()
    const images = [...page.document.querySelectorAll('img')]
    expect(images).toHaveLength(2)
    expect([...page.document.querySelectorAll('script')]).toHaveLength(2)
    expect([...page.document.querySelectorAll('[onerror],[onload]')]).toHaveLength(0)
    expect(find('h1').textContent).toBe('<img src=x onerror=alert(1)>')
    expect(find('.facts dt').textContent).toBe('</dd><script>alert(1)</script>')
    expect([...page.document.querySelectorAll('.sheets h3')].map((heading) => heading.textContent).sort()).toEqual(
      [...classNames].sort(),
    )
    const loaded = page.performance.getEntriesByType('resource').map(({ name }) => name)
    expect(loaded.filter((name) => !name.startsWith('data:'))).toEqual([])
  })

  it('runs no other script, even one that were put in', async () => {
    const { page, find } = await open()
    const alert = vi.fn()
    page.alert = alert
    const script = page.document.createElement('script')
    script.textContent = 'alert(1)'
    find('body').append(script)
    find('footer').innerHTML = '<img src="data:image/png;base64,AA" onerror="alert(2)">'
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(alert).not.toHaveBeenCalled()
  })

  it('tells of images on the map, to arrow keys and to a pointer', async () => {
    const { page, find } = await open()
    const stage = find('.map-stage')
    const names = shown.set.images.map(({ name, labels }) => `${name} · ${labels.class}`)
    expect(find('.ring').hidden).toBe(true)
    const told = new Set<string>()
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowLeft', 'ArrowUp']) {
      stage.dispatchEvent(new page.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      expect(find('.ring').hidden).toBe(false)
      expect(names).toContain(find('#image-map .readout').textContent)
      told.add(find('#image-map .readout').textContent)
    }
    expect(told.size).toBeGreaterThan(2)
    stage.dispatchEvent(new page.KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    expect(find('.tip').hidden).toBe(true)
    const mark = [...page.document.querySelectorAll('use')][0]!.getBoundingClientRect()
    stage.dispatchEvent(
      new page.PointerEvent('pointermove', {
        clientX: mark.left + mark.width / 2,
        clientY: mark.top + mark.height / 2,
        bubbles: true,
      }),
    )
    expect(names.map((name) => name.replace(' · ', '\n'))).toContain(find('.tip span').textContent)
  })

  it('zooms, shows images, and picks classes out', async () => {
    const { page, find } = await open()
    const svg = find('.map-stage>svg')
    const whole = svg.viewBox.baseVal.width
    find('[data-zoom="1.6"]').click()
    expect(svg.viewBox.baseVal.width).toBeCloseTo(whole / 1.6, 6)
    find('[data-zoom="0"]').click()
    expect(svg.viewBox.baseVal.width).toBe(whole)
    const canvas = find('.map-stage>canvas')
    expect(canvas.hidden).toBe(true)
    find('[data-view="images"]').click()
    expect(canvas.hidden).toBe(false)
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    expect(data.filter((value, i) => i % 4 === 3 && value === 255).length).toBeGreaterThan(15 * 12 * 12 * 0.5)
    find('.legend button').click()
    const dimmed = [...page.document.querySelectorAll('.map g')].map((group) => group.classList.contains('dim'))
    expect(dimmed).toEqual([false, true, true])
  })

  it('tells the cosine of a pair', async () => {
    const { page, find } = await open()
    const readout = find('#image-heat .readout')
    const stage = find('#image-heat .heat-stage')
    point(page, 'pointermove', stage, 0.5 / 15, 0.5 / 15)
    expect(readout.textContent).toMatch(/^(.*) {2}↔ {2}\1: {2}1\.00$/)
    stage.dispatchEvent(new page.KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))
    const [, first, second, value] = /alert\((\d+)\)<.* ↔ .*alert\((\d+)\)<.*: {2}(−?[\d.]+)$/.exec(
      readout.textContent,
    )!
    const row = (i: string): Float32Array => shown.features.data.subarray(6 * Number(i), 6 * Number(i) + 6)
    const [a, b] = [row(first!), row(second!)]
    const cosine = a.reduce((sum, x, i) => sum + x * b[i]!, 0) / (Math.hypot(...a) * Math.hypot(...b))
    expect(Math.abs(Number(value!.replace('−', '-')) - cosine)).toBeLessThan(0.01)
  })

  it('fits a phone without scrolling to the side', async () => {
    const { page } = await open(360)
    const { scrollWidth, clientWidth } = page.document.documentElement
    expect(clientWidth).toBeGreaterThan(300)
    expect(scrollWidth).toBe(clientWidth)
  })

  it('gives every image words', async () => {
    const { page } = await open()
    const drawn = [...page.document.querySelectorAll('svg:not([aria-hidden="true"]),[role="img"],img:not([hidden])')]
    expect(drawn.length).toBeGreaterThan(5)
    for (const element of drawn) {
      const { getAttribute } = element as unknown as { getAttribute(name: string): string | null }
      const words = getAttribute.call(element, 'aria-label') ?? getAttribute.call(element, 'alt')
      expect(words).toMatch(/\w{3}/)
    }
  })
})
