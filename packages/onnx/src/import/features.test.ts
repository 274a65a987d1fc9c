// The table of importers in FEATURES.md is written by this test (UPDATE_FEATURES=1) and held to the importers there are.
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { importersByKind } from './importers/index.js'

const file = new URL('../../../../FEATURES.md', import.meta.url)
const [start, end] = ['<!-- importers -->', '<!-- /importers -->']

it('lists every ONNX operator that is read in FEATURES.md', () => {
  const rows = Object.entries(importersByKind()).map(
    ([kind, table]) => `| ${kind} | ${Object.keys(table).join(', ')} |`,
  )
  const table = ['| kind | ONNX operators |', '|---|---|', ...rows].join('\n')
  const text = readFileSync(file, 'utf8')
  const [before, after] = [text.slice(0, text.indexOf(start) + start.length), text.slice(text.indexOf(end))]
  const wanted = `${before}\n${table}\n${after}`
  if (process.env.UPDATE_FEATURES) writeFileSync(file, wanted)
  else expect(text, 'run UPDATE_FEATURES=1 npx vitest run packages/onnx/src/import/features.test.ts').toBe(wanted)
})
