// The script of a worker thread that trains.
import { serveModelInThread } from '@infonce/runtime'
import { simclrInFolder } from './folder.js'

serveModelInThread(simclrInFolder)
