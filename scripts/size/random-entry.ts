// A program that draws random numbers alone: its bundle is run, and holds no operation of an expression.
import { Random } from '@infonce/core'

const draw = Random.fromSeed(1).split('size').uniform()
if (!(draw >= 0 && draw < 1)) throw new Error(`expected a number in [0, 1), found ${draw}`)
