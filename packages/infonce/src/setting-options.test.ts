import { fieldsOf, listOf, oneOf, parseSettings, truth, whole } from '@infonce/runtime'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { readNumbers, readText, readTruth, SettingOptions } from './setting-options.js'
import { UsageError } from './usage-error.js'

interface Settings {
  readonly widths: readonly number[]
  readonly kind: 'gru' | 'convolution'
  readonly ownSequence: boolean
  readonly rate: number | null
  readonly unlisted: number
}
const schema = fieldsOf({
  widths: listOf(whole(1)).default([8, 4]),
  kind: oneOf(['gru', 'convolution']).default('gru'),
  ownSequence: truth().default(true),
  rate: whole(1).nullable().default(null),
  unlisted: whole(0).default(3),
})
const options = new SettingOptions<Settings>(
  {
    widths: { argument: '<n,…>', description: 'widths of the layers', read: readNumbers },
    kind: { argument: '<name>', description: 'gru or convolution', read: readText },
    ownSequence: { argument: '<true|false>', description: 'negatives of its own', read: readTruth },
    rate: { argument: '<hz>', description: 'samples a second' },
  },
  (input) => parseSettings(schema, input),
)

describe('SettingOptions', () => {
  it('reads what was typed, each as it is meant, and knows what it was', () => {
    const command = new Command().exitOverride()
    options.addTo(command)
    command.parse(['--widths', '5,3', '--own-sequence', 'false', '--rate', '8e3'], { from: 'user' })
    expect(options.configurationOf(command.opts())).toEqual({
      widths: [5, 3],
      kind: 'gru',
      ownSequence: false,
      rate: 8000,
      unlisted: 3,
    })
    expect(options.typedFields(command.opts())).toEqual(['widths', 'ownSequence', 'rate'])
  })

  it('tells what was typed apart from defaults', () => {
    expect(options.inputOf({ widths: '5,3', rate: 'x' })).toEqual({ widths: [5, 3], rate: Number.NaN })
    expect(options.inputOf({})).toEqual({})
  })

  it('shows a default in words where it has some', () => {
    const command = new Command()
    const widths = { argument: '<n,…>', description: 'widths', read: readNumbers, byDefault: 'by the rate' }
    new SettingOptions<Settings>({ widths }, (input) => parseSettings(schema, input)).addTo(command)
    expect(command.helpInformation()).toContain('widths (default: by the rate)')
  })

  it('shows defaults as they are typed', () => {
    const command = new Command()
    options.addTo(command)
    const help = command.helpInformation()
    expect(help).toMatch(/--widths <n,…> +widths of the layers \(default: 8,4\)/)
    expect(help).toMatch(/--own-sequence <true\|false> +negatives of its own \(default: true\)/)
    expect(help).toMatch(/--rate <hz> +samples a second \(default: none\)/)
  })

  it.each([
    [{ widths: '8,x' }, "--widths: expected a whole number from 1 up as entry 2, found '8,x'"],
    [{ widths: '' }, "--widths: expected a whole number from 1 up as entry 1, found ''"],
    [{ kind: 'lstm' }, "--kind: expected one of gru, convolution, found 'lstm'"],
    [{ ownSequence: 'yes' }, "--own-sequence: expected true or false, found 'yes'"],
    [
      { rate: '1.5', kind: 'x' },
      "--kind: expected one of gru, convolution, found 'x'; --rate: expected a whole number from 1 up, found '1.5'",
    ],
  ])('says what is wrong with %j in the words of the command line', (typed, message) => {
    expect(() => options.configurationOf(typed)).toThrow(new UsageError(message))
  })

  it('leaves other errors as they are', () => {
    const error = new Error('disk')
    expect(options.worded({}, error)).toBe(error)
  })
})
