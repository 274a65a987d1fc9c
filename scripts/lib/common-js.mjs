// The CommonJS twin of a sample that is written as an ES module.

const IMPORT =
  /^import\s+(?:(?<defaultName>[\w$]+)\s*,?\s*)?(?:\*\s+as\s+(?<all>[\w$]+)|\{(?<names>[^}]*)\})?\s*(?:from\s*)?(?<module>"[^"]*"|'[^']*');?[ \t]*$/gm

/**
 * Turns a JavaScript module into a script that requires what the module imported.
 * @param {string} code without TypeScript's syntax, imports at the start of a line
 */
export function toCommonJs(code) {
  const body = code.replaceAll(IMPORT, (...match) => {
    const { defaultName, all, names, module } = match.at(-1)
    const required = `require(${module})`
    if (all !== undefined) return `const ${all} = ${required}`
    if (names !== undefined) return `const {${names.replaceAll(/\s+as\s+/g, ': ')}} = ${required}`
    if (defaultName !== undefined) return `const ${defaultName} = ${required}`
    return required
  })
  return asynchronous(body)
}

/**
 * Turns a TypeScript module into one that can be a CommonJS file, which has imports but no top-level await.
 * @param {string} code
 */
export function toCommonJsTypes(code) {
  /** @type {string[]} */
  const imports = []
  const typed = new RegExp(IMPORT.source.replace('import\\s+', 'import\\s+(?:type\\s+)?'), 'gm')
  const body = code.replaceAll(typed, (statement) => {
    imports.push(statement)
    return ''
  })
  return `${imports.join('\n')}\n${asynchronous(body)}`
}

/** @param {string} body */
function asynchronous(body) {
  return `(async () => {\n${body}\n})().catch((error) => {\n  console.error(error)\n  process.exit(1)\n})\n`
}
