// Series in files, where there are files.
export { openSeries as openFiles } from './data/open-series.js'
