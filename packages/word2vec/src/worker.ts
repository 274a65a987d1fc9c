// The script of a worker thread that trains.
import { serveModelInThread } from '@infonce/runtime'
import { word2vecInFolder } from './folder.js'

serveModelInThread(word2vecInFolder)
