import { describe, expect, it } from 'vitest'
import { pytorchForm } from './pytorch-forms.mjs'

describe('pytorchForm', () => {
  it('names every part, and passes it on as a flag', () => {
    expect(pytorchForm('eager')).toMatchObject({ label: 'PyTorch eager', flags: [] })
    expect(pytorchForm('channels-last+compile')).toMatchObject({
      label: 'PyTorch torch.compile, channels_last',
      flags: ['--channels-last', '--compile'],
    })
  })

  it('lets losses differ by as much as the numbers are rounded', () => {
    expect(pytorchForm('compile').tolerance).toBe(1e-4)
    expect(pytorchForm('channels-last+bf16').tolerance).toBeGreaterThan(2 ** -8)
  })

  it('refuses what it does not know', () => {
    for (const name of ['', 'channels_last', 'eager+compile', 'toString'])
      expect(() => pytorchForm(name)).toThrow(/--peers: expected eager or channels-last, compile, bf16 joined by \+/)
  })
})
