// Reads the programs out of a Markdown file's fenced code blocks.
//
//   ```ts             a program of its own; so is ```js
//   ```ts continues   goes on from the program before it
//   ```ts types       is type-checked and not run (it needs a browser, say)
//   ```ts source      is a file of the repository, which its own tests check
//   ```sh run         a shell script that is run; other shell blocks are not
//   ```text output    what the program before it prints; … stands for anything within a line

/**
 * @typedef {object} Program
 * @property {'ts' | 'sh'} language
 * @property {number} line of its first block's fence, from 1
 * @property {string} code
 * @property {boolean} run false: type-check only
 * @property {string} [output] what it should print
 */

const FENCE = /^(?<indent> {0,3})(?<fence>`{3,}|~{3,})(?<info>[^`]*)$/

/**
 * The programs of a Markdown text, in order.
 * @param {string} markdown
 * @param {string} file named in errors
 * @returns {Program[]}
 */
export function readPrograms(markdown, file) {
  /** @type {Program[]} */
  const programs = []
  for (const { info, line, text } of readBlocks(markdown, file)) {
    const [language, ...words] = info.split(/\s+/)
    const last = programs.at(-1)
    /** @param {string} problem */
    const fail = (problem) => new Error(`${file}:${line}: the block "${info}" ${problem}`)
    if (language === 'text' && words.includes('output')) {
      if (last === undefined || !last.run) throw fail('follows no program that is run')
      last.output = (last.output ?? '') + text
    } else if (['ts', 'typescript', 'js', 'javascript'].includes(language ?? '')) {
      const unknown = words.find((word) => !['continues', 'types', 'source'].includes(word))
      if (unknown !== undefined) throw fail(`has the unknown word "${unknown}"; known are continues, types and source`)
      if (words.includes('source')) continue
      if (words.includes('continues')) {
        if (last?.language !== 'ts') throw fail('continues no program')
        last.code += text
      } else programs.push({ language: 'ts', line, code: text, run: !words.includes('types') })
    } else if (['sh', 'bash', 'shell'].includes(language ?? '') && words.includes('run')) {
      programs.push({ language: 'sh', line, code: text, run: true })
    }
  }
  return programs
}

/**
 * @param {string} markdown
 * @param {string} file
 */
function readBlocks(markdown, file) {
  const blocks = []
  /** @type {{ info: string, line: number, indent: number, closing: RegExp, lines: string[] } | undefined} */
  let open
  for (const [index, text] of markdown.split(/\r?\n/).entries()) {
    if (open === undefined) {
      const groups = FENCE.exec(text)?.groups
      if (groups === undefined) continue
      const { indent = '', fence = '', info = '' } = groups
      const closing = new RegExp(`^ {0,3}${fence[0]}{${fence.length},}\\s*$`)
      open = { info: info.trim(), line: index + 1, indent: indent.length, closing, lines: [] }
    } else if (open.closing.test(text)) {
      blocks.push({ info: open.info, line: open.line, text: open.lines.map((line) => `${line}\n`).join('') })
      open = undefined
    } else open.lines.push(text.slice(Math.min(open.indent, text.length - text.trimStart().length)))
  }
  if (open !== undefined) throw new Error(`${file}:${open.line}: the code block is not closed`)
  return blocks
}

/**
 * Whether a program printed what its document says.
 * @param {string} expected lines in which … stands for anything
 * @param {string} printed
 */
export function outputMatches(expected, printed) {
  const pattern = expected
    .trimEnd()
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${pattern}$`).test(printed.trimEnd().replaceAll('\r\n', '\n'))
}
