// The script of a worker thread that trains.
import { serveModelInThread } from '@infonce/runtime'
import { cpcInFolder } from './folder.js'

serveModelInThread(cpcInFolder)
