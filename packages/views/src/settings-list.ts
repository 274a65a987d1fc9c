// The settings of the run, as they are.
import { html, type Markup } from './markup.js'

/** Name and value of every setting. */
export const settingsList = (configuration: object): Markup =>
  html`<dl class="settings">${Object.entries(configuration).map(
    ([name, value]) =>
      html`<div><dt>${name}</dt><dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd></div>`,
  )}</dl>`
