// Names in a page stay names.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64 } from './base64.js'
import { fixed, grouped, html, jsonForScript, percent } from './markup.js'

describe('html', () => {
  it('escapes values for text and for attributes, and takes markup as it is', () => {
    const hostile = `</b><img src="x" onerror='alert(1)'>&amp;`
    expect(html`<b title="${hostile}">${html`<i>${hostile}</i>`}</b>`.text).toBe(
      '<b title="&lt;/b&gt;&lt;img src=&quot;x&quot; onerror=&#39;alert(1)&#39;&gt;&amp;amp;">' +
        '<i>&lt;/b&gt;&lt;img src=&quot;x&quot; onerror=&#39;alert(1)&#39;&gt;&amp;amp;</i></b>',
    )
  })

  it('writes lists one after the other, numbers as they are, and nothing for what is not there', () => {
    expect(html`${[1, [html`<b>`, '<']]}${null}${undefined}${false}${0}`.text).toBe('1<b>&lt;0')
  })

  it('lets no text through that could end where it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>"\'&a;', '\u0000', '\ud800') }), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']/)
      }),
    )
  })
})

describe('jsonForScript', () => {
  it('has no tag in it and says the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('</script>', '<!--', '<script'), (value, tag) => {
        const { text } = jsonForScript([value, tag])
        expect(text).not.toContain('<')
        // Through JSON, which knows no −0.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify([value, tag])))
      }),
    )
  })
})

it('writes numbers for readers', () => {
  expect(percent(0.4715)).toBe('47.1 %')
  expect([grouped(999), grouped(2000), grouped(1234567)]).toEqual(['999', '2,000', '1,234,567'])
  expect(fixed(-0.256, 2)).toBe('−0.26')
})

it('writes bytes in base64 as Node does, of every length', () => {
  for (const length of [0, 1, 2, 3, 0x6000 - 1, 0x6000, 0x6000 + 1, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) % 256)
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  }
})
