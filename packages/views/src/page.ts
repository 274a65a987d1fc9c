// The page around the sections: one file that loads nothing.
import { base64 } from './base64.js'
import { html, jsonForScript, Markup } from './markup.js'
import { script } from './script.js'
import type { Sprite } from './sprite.js'
import { style } from './style.js'

/** A section of the page; those without content are left out. */
export interface PageSection {
  readonly id: string
  readonly heading: string
  /** A sentence or two on what is seen. */
  readonly lead?: string | undefined
  readonly content: Markup
}

/** What a page is made of. */
export interface PageOptions {
  readonly title: string
  /** Name and value, shown under the title. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly sections: readonly PageSection[]
  /** What the script reads. */
  readonly data: object
  /** Images that the script shows. */
  readonly thumbnails: Sprite
  /** Images of the sections. */
  readonly images: Sprite
  readonly footer: string
}

/**
 * The page as text. Its policy allows the one script that it brings, by its hash, and no address but `data:`, so that
 * nothing that a name might contain could run or load.
 */
export async function page(options: PageOptions): Promise<string> {
  const { title, facts, sections, data, thumbnails, images, footer } = options
  const hash = base64(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script))))
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const sprite = `.p{background-image:url(${images.address});background-size:${100 * images.columns}% ${100 * images.rows}%}`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(style + sprite)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<nav aria-label="Sections"><ul>${sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}</ul></nav>
</header>
<main>
${sections.map(
  ({ id, heading, lead, content }) => html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${lead && html`<p>${lead}</p>`}
${content}
</section>
`,
)}</main>
<footer>${footer}</footer>
<img id="thumbnails" src="${thumbnails.address}" alt="" hidden>
<script type="application/json" id="data">${jsonForScript(data)}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`.text
}
