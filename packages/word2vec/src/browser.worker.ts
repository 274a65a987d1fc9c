// The script of a Web Worker that trains.
import { serveModel } from '@infonce/runtime'
import { word2vec } from './definition.js'

serveModel(word2vec)
