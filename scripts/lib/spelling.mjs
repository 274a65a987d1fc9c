// Words that the project does not use, and what it writes instead: American spelling, and the field's terms.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.mjs'

/** Stems that are spelled otherwise; parts of names count too. */
const STEMS = {
  ise: /(optim|normal|initial|standard|token|minim|maxim|regular|random|quant|penal|amort|serial|summar|recogn|organ|special|general|parallel)is(?=e|at|ing|or)|synthesis(?=e[rd]?\b|e[A-Z(]|ing)/i,
  neighbour: /neighbour/i,
  colour: /colour/i,
  behaviour: /behaviour|favour/i,
  grey: /grey/i,
  centre: /centre|centring/i,
  labelled: /labell|travell|modell(?=ed|ing)|cancell(?=ed\b|ing)/i,
  licence: /licence/i,
  learnt: /\b(learnt|spelt)\b/i,
  catalogue: /catalogue|artefact/i,
  analyse: /analys(?=e[ds]?\b|ing)/i,
  picture: /picture/i,
  judge: /judg(?=e|ing)/i,
}

/** What may stay as it is, and why. */
const EXCEPTIONS = [
  // Keys of Random.split: every number that was drawn hangs on them.
  { file: /^packages\/(simclr|views)\/src\//, text: /split\('(pictures?|neighbours|greyscale|picture report)'/g },
  // Words of the atlas: its corpus is made of them.
  { file: /^packages\/word2vec\/src\/atlas\//, text: /judge|picture/g },
  // The name of an attribute of HTML.
  { file: /^packages\/views\/src\//, text: /aria-labelledby/g },
  // Names that the project used before, as code in changelogs.
  { file: /(^\.changeset\/|(^|\/)CHANGELOG\.md$)/, text: /`[^`\n]+`/g },
  // This list.
  { file: /^scripts\/lib\/spelling/, text: /.+/g },
]

const BINARY = /\.(png|jpe?g|webp|npy|wav|gz|onnx|wasm|bin|ico|woff2?)$/

/**
 * The words in a text that the project does not use, with their lines.
 * @param {string} file its path in the repository
 * @param {string} text
 * @returns {string[]} one line each
 */
export function misspellings(file, text) {
  const problems = []
  if (Object.values(STEMS).some((stem) => stem.test(file))) problems.push(`${file}: its name`)
  const exceptions = EXCEPTIONS.filter((exception) => exception.file.test(file))
  for (const [index, line] of text.split('\n').entries()) {
    const checked = exceptions.reduce((rest, exception) => rest.replace(exception.text, ''), line)
    for (const stem of Object.values(STEMS)) {
      const found = stem.exec(checked)
      if (found) problems.push(`${file}:${index + 1}: ${found[0]} in ${line.trim().slice(0, 100)}`)
    }
  }
  return problems
}

/** All of them in the files that git tracks. */
export function checkSpelling() {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 })
  return files
    .split('\0')
    .filter((file) => file !== '' && file !== 'pnpm-lock.yaml' && !BINARY.test(file))
    .flatMap((file) => misspellings(file, readFileSync(join(ROOT, file), 'utf8')))
}
