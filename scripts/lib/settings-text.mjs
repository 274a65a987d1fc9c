// What is written of a model's settings, which are data: a type with its documentation, and a table for its README.

/** @typedef {import('../../packages/runtime/src/settings/setting.js').Setting} Setting */
/** @typedef {import('../../packages/runtime/src/settings/setting.js').SettingType} SettingType */

const WIDTH = 120

/**
 * The source of `configuration.generated.ts`: the interface of a complete configuration.
 * @param {Record<string, Setting>} fields
 */
export function settingsInterface(fields) {
  const lines = Object.entries(fields).flatMap(([name, setting]) => [
    ...comment(documentation(setting)),
    `  readonly ${name}: ${typeText(setting)}`,
  ])
  return [
    '// Written from the table of configuration.ts: UPDATE_SETTINGS=1 npx vitest run scripts/settings.test.ts',
    '',
    '/** Settings of a run, complete. */',
    'export interface Configuration {',
    ...lines,
    '}',
    '',
  ].join('\n')
}

/**
 * The rows of a README's table.
 * @param {Record<string, Setting>} fields
 * @param {(setting: Setting) => string} expectedOf
 */
export function settingsTable(fields, expectedOf) {
  const rows = Object.entries(fields).map(([name, setting]) => {
    const cells = [`\`${name}\``, sentences(setting), expectedOf(setting), defaultText(setting)]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  return ['| setting | what it is | values | default |', '|---|---|---|---|', ...rows].join('\n')
}

/** @param {Setting} setting */
function documentation(setting) {
  return `${sentences(setting)} Default: ${defaultText(setting)}.`
}

/** @param {Setting} setting */
function sentences({ about, more, when }) {
  const alone = Object.entries(when ?? {}).map(
    ([on, values]) => `Used only with ${values.map((value) => code(`${on}: ${literal(value)}`)).join(' or ')}.`,
  )
  return [`${about[0]?.toUpperCase()}${about.slice(1)}.`, ...(more ? [more] : []), ...alone].join(' ')
}

/** @param {Setting} setting */
function defaultText({ byDefault, default: value }) {
  const text = code(literal(value))
  return byDefault === undefined
    ? text
    : `${byDefault}${value === null || byDefault.startsWith(String(value)) ? '' : `, else ${text}`}`
}

/** @param {string} text */
const code = (text) => `\`${text}\``

/** @param {unknown} value */
const literal = (value) => {
  if (typeof value === 'string') return `'${value}'`
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value)
}

/**
 * A comment in the lines of an interface.
 * @param {string} text
 */
function comment(text) {
  if (text.length + 9 <= WIDTH) return [`  /** ${text} */`]
  /** @type {string[]} */
  const lines = []
  let line = '   *'
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = '   *'
    }
    line += ` ${word}`
  }
  return ['  /**', ...lines, line, '   */']
}

/**
 * @param {SettingType} setting
 * @returns {string}
 */
function typeText(setting) {
  const type = plainTypeText(setting)
  return setting.nullable ? `${type} | null` : type
}

/**
 * @param {SettingType} setting
 * @returns {string}
 */
function plainTypeText(setting) {
  switch (setting.type) {
    case 'boolean':
    case 'string':
      return setting.type
    case 'choice':
      return setting.of.map(literal).join(' | ')
    case 'list':
      return 'readonly number[]'
    case 'range':
      return 'readonly [number, number]'
    case 'object':
      return `{ ${Object.entries(setting.fields)
        .map(([name, field]) => `readonly ${name}: ${typeText(field)}`)
        .join('; ')} }`
    default:
      return 'number'
  }
}
