// The script of a Web Worker that trains.
import { serveModel } from '@infonce/runtime'
import { cpc } from './definition.js'

serveModel(cpc)
