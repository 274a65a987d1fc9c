// Types and tables of settings are written from their data (UPDATE_SETTINGS=1), and held to them.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Setting } from '@infonce/runtime'
import { expectedOf } from '@infonce/runtime/internals'
import { describe, expect, it } from 'vitest'
import { settings as cpc } from '../packages/cpc/src/configuration.js'
import { settings as simclr } from '../packages/simclr/src/configuration.js'
import { settings as word2vec } from '../packages/word2vec/src/configuration.js'
import { settingsInterface, settingsTable } from './lib/settings-text.mjs'

const [start, end] = ['<!-- settings -->', '<!-- /settings -->']
const written = (path: string) => new URL(`../packages/${path}`, import.meta.url)

function hold(file: URL, text: string): void {
  const { UPDATE_SETTINGS: update } = process.env
  if (update) writeFileSync(file, text)
  expect(readFileSync(file, 'utf8')).toBe(text)
}

describe.each(Object.entries({ cpc, simclr, word2vec }))('the settings of %s', (name, { fields }) => {
  const table = fields as Readonly<Record<string, Setting>>

  it('have their type', () => {
    const file = written(`${name}/src/configuration.generated.ts`)
    hold(file, settingsInterface(table))
  })

  it('have their table in the README', () => {
    const file = written(`${name}/README.md`)
    const text = readFileSync(file, 'utf8')
    const [before, after] = [text.slice(0, text.indexOf(start) + start.length), text.slice(text.indexOf(end))]
    hold(file, `${before}\n${settingsTable(table, expectedOf)}\n${after}`)
  })
})
