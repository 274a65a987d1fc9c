// The binary files of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): 32 × 32 pixels, color by color, labels before them.
import { ImageError } from '../errors.js'
import type { ArrayLayout } from './array-file.js'
import type { FileBytes } from './file-bytes.js'

const SIDE = 32
const PIXELS = 3 * SIDE * SIDE
/** Records whose labels are read at once. */
const BLOCK = 2048
const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']

/** Labels before the pixels of a record, in their order: how many values each has, and what they are called. */
const forms = {
  'CIFAR-10': [{ label: 'class', values: classes.length, text: (value: number) => classes[value]! }],
  'CIFAR-100': [
    { label: 'coarse', values: 20, text: String },
    { label: 'class', values: 100, text: String },
  ],
} as const

/**
 * The layout of a file of records of 3,073 bytes, one label and the pixels: CIFAR-10, `class` by its name; or of 3,074,
 * two labels: CIFAR-100, `coarse` and `class` as numbers. Which it is, its size tells; where both divide it, the labels.
 * @throws ImageError where it is neither
 */
export async function cifarLayout(bytes: FileBytes, path: string): Promise<ArrayLayout> {
  if (bytes.size === 0) throw new ImageError(path, 'is empty, not a CIFAR file')
  const possible = (Object.keys(forms) as (keyof typeof forms)[]).filter((name) => bytes.size % recordOf(name) === 0)
  if (possible.length === 0)
    throw new ImageError(
      path,
      `its ${bytes.size} bytes are not a whole number of records of ${recordOf('CIFAR-10')} bytes (CIFAR-10) or ${recordOf('CIFAR-100')} (CIFAR-100): it is truncated, or not a CIFAR file`,
    )
  const readings: ArrayLayout[] = []
  const problems: string[] = []
  for (const name of possible) {
    const labels = await labelsOf(bytes, name)
    const count = labels.length
    if (typeof labels === 'string') problems.push(labels)
    else
      readings.push({
        ...{ count, width: SIDE, height: SIDE, channels: 3, interleaved: false },
        ...{ offset: forms[name].length, stride: recordOf(name), labels },
      })
  }
  if (readings.length === 1) return readings[0]!
  throw new ImageError(
    path,
    problems[0] ?? 'fits both CIFAR-10 and CIFAR-100 by its size and labels: split it into two files',
  )
}

const recordOf = (name: keyof typeof forms): number => forms[name].length + PIXELS

/** The labels of every record, or why they are none. */
async function labelsOf(bytes: FileBytes, name: keyof typeof forms): Promise<Record<string, string>[] | string> {
  const [form, record] = [forms[name], recordOf(name)]
  const found: Record<string, string>[] = []
  for (let offset = 0; offset < bytes.size; offset += BLOCK * record) {
    const block = await bytes.range({ offset, length: BLOCK * record })
    for (let at = 0; at < block.length; at += record) {
      const wrong = form.findIndex(({ values }, i) => block[at + i]! >= values)
      if (wrong >= 0)
        return `record ${found.length} (counted from 0) has the ${form[wrong]!.label} ${block[at + wrong]}, and ${name} has 0 to ${form[wrong]!.values - 1}: it is corrupt, or not a ${name} file`
      found.push(Object.fromEntries(form.map(({ label, text }, i) => [label, text(block[at + i]!)])))
    }
  }
  return found
}
