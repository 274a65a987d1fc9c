// The forms in which PyTorch can run, and which of them this machine can.
import { readFileSync } from 'node:fs'
import { output } from './machine.mjs'

/**
 * What a form is made of, as its name lists it (`channels-last+compile`); `eager` has none.
 * @type {Readonly<Record<string, { label?: string, lacking?: () => string | undefined }>>}
 */
const PARTS = {
  'channels-last': { label: 'channels_last' },
  compile: {
    lacking: () =>
      output('g++', ['--version']) === undefined ? 'torch.compile needs g++, which is not installed' : undefined,
  },
  bf16: {
    label: 'bf16 autocast',
    lacking: () =>
      cpuFlags().some((flag) => flag === 'amx_bf16' || flag === 'avx512_bf16')
        ? undefined
        : 'this CPU does not multiply in bfloat16 (neither amx_bf16 nor avx512_bf16)',
  },
}

/** Most that one of the first losses may differ from ours, relative to it. */
const TOLERANCE = 1e-4
/** The same in bfloat16, which has 8 bits of mantissa. */
const BF16_TOLERANCE = 2e-2

/**
 * @typedef {object} PyTorchForm
 * @property {string} name
 * @property {string} label
 * @property {string[]} flags of the peer
 * @property {number} tolerance
 * @property {string | undefined} lacking why this machine cannot run it at its best, if it cannot
 */

/**
 * @param {string} name parts joined by `+`, or `eager`
 * @returns {PyTorchForm}
 */
export function pytorchForm(name) {
  const names = name === 'eager' ? [] : name.split('+')
  const parts = names.map((each) => {
    const part = Object.hasOwn(PARTS, each) ? PARTS[each] : undefined
    if (!part)
      throw new Error(`--peers: expected eager or ${Object.keys(PARTS).join(', ')} joined by +, found '${name}'`)
    return part
  })
  const labels = parts.flatMap(({ label }) => label ?? [])
  return {
    name,
    label: `PyTorch ${[names.includes('compile') ? 'torch.compile' : 'eager', ...labels].join(', ')}`,
    flags: names.map((each) => `--${each}`),
    tolerance: names.includes('bf16') ? BF16_TOLERANCE : TOLERANCE,
    lacking: parts.map(({ lacking }) => lacking?.()).find((reason) => reason !== undefined),
  }
}

/** What the kernel says that the CPU can; nothing outside Linux. */
function cpuFlags() {
  try {
    return /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? []
  } catch {
    return []
  }
}
