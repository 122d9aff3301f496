import { measureResponders } from '../support/measure-responders.ts'

const { total, named, missed, confidentlyWrong, certainties } = measureResponders()
console.log(`${named} of ${total} captured 503s named (${((100 * named) / total).toFixed(1)} %)`)
console.log(`certainty of the answers: ${JSON.stringify(certainties)}`)
console.log(`wrong and confident: ${confidentlyWrong.length === 0 ? 'none' : confidentlyWrong.join('; ')}`)
console.log(`wrong and said to be unknown: ${missed.length === 0 ? 'none' : missed.join('; ')}`)
if (confidentlyWrong.length > 0 || named < 0.97 * total) process.exitCode = 1
