import type { ConfigurationOf } from '@infonce/runtime'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { SettingOptions } from './setting-options.js'
import { UsageError } from './usage-error.js'

const fields = {
  widths: { type: 'list', of: { type: 'integer', min: 1 }, default: [8, 4], about: 'widths of the layers' },
  kind: { type: 'choice', of: ['gru', 'convolution'], default: 'gru', about: 'what looks back' },
  layers: { type: 'integer', min: 1, default: 2, about: 'layers', when: { kind: ['convolution'] } },
  ownSequence: { type: 'boolean', default: true, about: 'negatives of its own' },
  rate: {
    type: 'integer',
    min: 1,
    nullable: true,
    default: null,
    about: 'samples a second',
    option: { argument: '<hz>' },
  },
  unlisted: { type: 'integer', min: 0, default: 3, about: 'nothing', option: false },
} as const
const options = new SettingOptions<ConfigurationOf<typeof fields>>({ fields })

describe('SettingOptions', () => {
  it('reads what was typed, each as it is meant, and knows what it was', () => {
    const command = new Command().exitOverride()
    options.addTo(command)
    command.parse(['--widths', '5,3', '--own-sequence', 'false', '--rate', '8e3'], { from: 'user' })
    expect(options.inputOf(command.opts())).toEqual({ widths: [5, 3], ownSequence: false, rate: 8000 })
    expect(options.typedFields(command.opts())).toEqual(['widths', 'ownSequence', 'rate'])
    expect(options.inputOf({ rate: 'none' })).toEqual({ rate: null })
    expect(options.inputOf({})).toEqual({})
  })

  it('shows a default in words where it has some, and takes a part of the settings', () => {
    const command = new Command()
    const widths = { ...fields.widths, byDefault: 'by the rate' }
    new SettingOptions<ConfigurationOf<typeof fields>>({ fields: { ...fields, widths } }, ['widths']).addTo(command)
    expect(command.helpInformation()).toContain('widths of the layers (default: by the rate)')
    expect(command.helpInformation()).not.toContain('--kind')
  })

  it('shows choices, defaults as they are typed, and with what a setting has a meaning', () => {
    const command = new Command()
    options.addTo(command)
    const help = command.helpInformation()
    expect(help).toMatch(/--widths <n,…> +widths of the layers \(default: 8,4\)/)
    expect(help).toMatch(/--kind <name> +what looks back: gru, convolution \(default:\s+gru\)/)
    expect(help).toMatch(/--layers <n> +convolution: layers \(default: 2\)/)
    expect(help).toMatch(/--own-sequence <true\|false> +negatives of its own \(default: true\)/)
    expect(help).toMatch(/--rate <hz> +samples a second \(default: none\)/)
    expect(help).not.toContain('unlisted')
  })

  it('refuses what does nothing', () => {
    expect(options.inputOf({ kind: 'convolution', layers: '3' })).toEqual({ kind: 'convolution', layers: 3 })
    expect(() => options.inputOf({ layers: '3' })).toThrow(
      new UsageError('--layers does nothing with --kind gru: leave it out'),
    )
  })

  it.each([
    [{ widths: '8,x' }, "--widths: expected a whole number from 1 up as entry 2, found '8,x'"],
    [{ widths: '' }, "--widths: expected a whole number from 1 up as entry 1, found ''"],
    [{ kind: 'lstm' }, "--kind: expected one of gru, convolution, found 'lstm'"],
    [{ ownSequence: 'yes' }, "--own-sequence: expected true or false, found 'yes'"],
    [
      { rate: '1.5', kind: 'x' },
      "--kind: expected one of gru, convolution, found 'x'; --rate: expected a whole number from 1 up, or none, found '1.5'",
    ],
  ])('says what is wrong with %j in the words of the command line', (typed, message) => {
    expect(() => options.inputOf(typed)).toThrow(new UsageError(message))
  })

  it('leaves other errors as they are', () => {
    const error = new Error('disk')
    expect(options.worded({}, error)).toBe(error)
  })
})
