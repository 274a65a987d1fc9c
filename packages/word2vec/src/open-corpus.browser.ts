// Opens a corpus that is described, in a browser, where there are no files.
export { openPlainCorpus as openCorpus } from './corpus-description.js'
