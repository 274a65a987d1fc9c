// The script of a Web Worker.
import { serveModel } from '@infonce/runtime'
import { matching } from './matching.js'

serveModel(matching)
