// The script of a worker thread.
import { serveModelInThread } from '@infonce/runtime'
import { matchingInFolder } from './matching-in-folder.js'

serveModelInThread(matchingInFolder)
