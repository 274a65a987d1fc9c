import { describe, expect, it } from 'vitest'
import { toCommonJs, toCommonJsTypes } from './common-js.mjs'

describe('toCommonJs', () => {
  it.each([
    ['import { a, b as c } from "x";', 'const { a, b: c } = require("x")'],
    ["import {\n  a,\n  b\n} from '@s/x'", "const {\n  a,\n  b\n} = require('@s/x')"],
    ['import * as all from "x";', 'const all = require("x")'],
    ['import one from "x";', 'const one = require("x")'],
    ['import "x";', 'require("x")'],
  ])('requires what %j imports', (statement, required) => {
    expect(toCommonJs(`${statement}\nawait a()\n`)).toContain(`\n${required}\nawait a()\n`)
  })

  it('lets the program await', async () => {
    const seen: number[] = []
    await new Function('seen', `return ${toCommonJs('seen.push(await Promise.resolve(1))')}`)(seen)
    expect(seen).toEqual([1])
  })
})

describe('toCommonJsTypes', () => {
  it('keeps imports outside the function that awaits', () => {
    const code = toCommonJsTypes("import type { T } from 'x'\nimport {\n  a,\n} from 'y'\nconst t: T = await a()\n")
    expect(code).toMatch(
      /^import type \{ T \} from 'x'\nimport \{\n {2}a,\n\} from 'y'\n\(async \(\) => \{\n\s*const t/,
    )
  })
})
