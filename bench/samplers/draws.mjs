// Draws of one law by @infonce/samplers. Prints millions a second, as JSON. Usage: node draws.mjs SECONDS LAW CLASSES
import { argv, cpuUsage } from 'node:process'
import { Random } from '@infonce/core'
import { LearnedUnigramSampler, LogUniformSampler, UniformSampler, UnigramSampler } from '@infonce/samplers'

const OUT = 4096
const [seconds, law, classes] = [Number(argv[2]), argv[3], Number(argv[4])]
const countOf = (/** @type {number} */ id) => 1e6 / (id + 1) + 1
/** @type {Record<string, () => import('@infonce/core').NegativeSampler>} */
const samplers = {
  uniform: () => new UniformSampler(classes),
  'log-uniform': () => new LogUniformSampler(classes),
  unigram: () => new UnigramSampler(Float64Array.from({ length: classes }, (_, id) => countOf(id))),
  learned: () => {
    const counts = Int32Array.from({ length: classes }, (_, id) => countOf(id))
    return new LearnedUnigramSampler(classes, { state: { counts } })
  },
}
const make = samplers[law ?? '']
if (!make) throw new Error(`expected one of ${Object.keys(samplers).join(', ')}, found '${law}'`)
const sampler = make()
const random = Random.fromSeed(1)
const out = new Int32Array(OUT)
const cpu = () => cpuUsage().user / 1e6
// Until the engine has compiled it.
for (const begin = cpu(); cpu() - begin < 0.2; ) sampler.sample(random, out)
let calls = 0
const begin = cpu()
let taken = 0
while (taken < seconds) {
  for (let i = 0; i < 20; i++) sampler.sample(random, out)
  calls += 20
  taken = cpu() - begin
}
console.log(JSON.stringify({ [`${law} ${classes}`]: (calls * OUT) / taken / 1e6 }))
