// The table of ARCHITECTURE.md that says what each file of a model package is: every file is in one row of it.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const [, table = ''] =
  /<!-- files of models -->\n\n(.*)\n\n<!-- \/files of models -->/s.exec(read('ARCHITECTURE.md')) ?? []
const cellsOf = (line: string): string[] => line.split('|').slice(1, -1)
const [head = '', , ...rows] = table.split('\n')

/** A pattern of files, `*` being any part of a name or, at its end, all below a folder. */
const patternOf = (text: string): RegExp => new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)

function sourcesOf(model: string): string[] {
  const found = readdirSync(new URL(`../packages/${model}/src`, import.meta.url), { recursive: true }) as string[]
  return found
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$|^(testing|fixtures)\//.test(name))
}

const models = cellsOf(head)
  .slice(1)
  .map((cell) => cell.trim())

describe.each(models)('the files of %s', (model) => {
  const column = models.indexOf(model) + 1
  const patterns = rows.map((row) => [...cellsOf(row)[column]!.matchAll(/`([^`]+)`/g)].map(([, text]) => text!))

  it('are each in one row', () => {
    const places = sourcesOf(model).map((name) => {
      const found = patterns.flatMap((own, row) => (own.some((text) => patternOf(text).test(name)) ? [row] : []))
      return { name, rows: found.length }
    })
    expect(places.length).toBeGreaterThan(40)
    expect(places.filter((place) => place.rows !== 1)).toEqual([])
  })

  it('are all that the rows name', () => {
    const names = sourcesOf(model)
    expect(patterns.flat().filter((text) => !names.some((name) => patternOf(text).test(name)))).toEqual([])
  })
})

it('the table has the model packages', () => {
  expect(models).toEqual(['word2vec', 'cpc', 'simclr'])
})
