// Names of data files, as models write them: paths inside the folder of the model, and nothing else.

/**
 * Why a location in a model cannot be that of a data file, or `undefined` where it can. A location is a path relative to
 * the folder of the model, with `/` between its parts, on every system. One that is absolute or leads out of that folder
 * is refused, wherever the model is read: a model comes from strangers, and would have any file of its reader's opened.
 */
export function dataLocationProblem(location: string): string | undefined {
  const parts = location.replace(/^(\.\/)+/, '').split('/')
  if (location === '') return 'it is empty'
  if (location.includes('\0')) return 'it contains a zero byte'
  if (location.includes('\\')) return 'it contains a backslash, which separates folders on some systems'
  if (parts[0] === '' || /^[a-z]:/i.test(location)) return "it is absolute, not relative to the model's folder"
  if (parts.includes('..')) return "it leads out of the model's folder"
  if (parts.includes('') || parts.includes('.')) return 'it is not the path of a file'
  return undefined
}
