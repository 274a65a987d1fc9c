// The script of a Web Worker that trains.
import { serveModel } from '@infonce/runtime'
import { simclr } from './definition.js'

serveModel(simclr)
