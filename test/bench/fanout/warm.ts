import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Contender, ours, parseOurs } from './contender.ts'
import { checkOutputs, endOf, type MeasureOptions, preparePlace, type Sample, startIn, watchCosts } from './measure.ts'

/** What kept connections cost and give. */
export interface Warm {
  readonly samples: readonly Sample[]
  /** What each open connection adds to the client's resident memory. */
  readonly kbPerConnection: number
}

/** Our own process over connections that it keeps. */
export async function measurePooled(
  options: MeasureOptions & { readonly sectionsFile: string; readonly rounds: number },
): Promise<Warm> {
  const { client, count } = options
  const contender = ours({ sectionsFile: options.sectionsFile, rounds: true })
  const place = preparePlace('same', options)
  const child = client.spawn(contender.command(place), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
  })
  child.stderr?.pipe(createWriteStream(`${place.directory}/stderr`))
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
  const round = async (hosts: number): Promise<string> => {
    child.stdin?.write(`${hosts}\n`)
    const text: string[] = []
    for (let line = ''; text.length <= hosts; text.push(line)) line = String((await lines.next()).value)
    return text.join('\n')
  }
  try {
    // What the first few hosts cost is code and buffers, not connections.
    const few = Math.min(20, Math.ceil(count / 2))
    const rssOf = (text: string): number => (JSON.parse(text.split('\n').at(-1) ?? '') as { rss: number }).rss
    for (let warming = 0; warming < 3; warming++) await round(few)
    const before = rssOf(await round(few))
    const after = rssOf(await round(count))
    await round(count)
    const samples: Sample[] = []
    for (let repetition = 0; repetition < options.rounds; repetition++) {
      let text = ''
      samples.push(
        await watchCosts(options, async () => {
          text = await round(count)
        }),
      )
      checkOutputs('slash503 over kept connections', parseOurs(text), place)
    }
    return { samples, kbPerConnection: (after - before) / 1024 / (count - few) }
  } finally {
    child.stdin?.end()
    await endOf(contender.name, child, 20_000)
    await client.empty()
  }
}

/** Peers over OpenSSH's ControlMasters, one per host, which are open before the clock starts; they take turns. */
export async function measureMux(
  contenders: readonly Contender[],
  options: MeasureOptions & { readonly rounds: number },
): Promise<ReadonlyMap<Contender, Warm>> {
  const { client, count } = options
  const samples = new Map(contenders.map((contender): [Contender, Sample[]] => [contender, []]))
  const first = preparePlace('mux', options)
  try {
    const masters = client.spawn(
      ['xargs', '-a', first.hostsFile, '-P', '16', '-I{}', 'ssh', '-n', '-F', first.configFile, '-M', '-N', '-f', '{}'],
      { stdio: 'ignore' },
    )
    await once(masters, 'exit')
    const kbPerConnection = (await watchCosts(options, async () => {})).peakKb / count
    for (let repetition = 0; repetition < options.rounds; repetition++) {
      for (const contender of contenders) {
        const place = preparePlace('mux', options)
        const sample = await watchCosts(options, () =>
          endOf(contender.name, startIn(contender, place, client), options.timeoutMs),
        )
        checkOutputs(`${contender.name} over ControlMaster`, contender.read(place), place)
        samples.get(contender)?.push(sample)
      }
    }
    return new Map([...samples].map(([contender, samples]) => [contender, { samples, kbPerConnection }]))
  } finally {
    await client.empty()
  }
}
