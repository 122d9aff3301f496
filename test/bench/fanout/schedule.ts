import { ansible, type Contender, clush, openssh, opensshEightTimes, ours, pssh } from './contender.ts'
import type { Fleet } from './fleet.ts'

/** Runs that stand side by side in one table, in turn: each once, then each again. */
export interface Table {
  readonly id: string
  readonly fleet: Fleet['kind']
  readonly count: number
  readonly entries: readonly Entry[]
}

export interface Entry {
  readonly contender: Contender
  readonly repetitions: number
}

/** Everything that starts from nothing. Slow contenders run once: what they take is far from anything to be told apart. */
export function planCold(sectionsFile: string, isQuick: boolean): readonly Table[] {
  const us = ours({ sectionsFile })
  const many = isQuick ? 2 : 3
  const peers = (negotiation: 'same' | 'default', fanOuts: readonly number[]): readonly Contender[] =>
    [clush, pssh, openssh].flatMap((create) => fanOuts.map((fanOut) => create({ negotiation, fanOut })))
  const each = (repetitions: number, ...contenders: readonly Contender[]): readonly Entry[] =>
    contenders.map((contender) => ({ contender, repetitions }))
  const pipelining = ansible({ negotiation: 'same', fanOut: 50 })
  const eightTimes = opensshEightTimes({ negotiation: 'same', fanOut: 16 })
  const tables: readonly Table[] = [
    {
      id: 'cold-1',
      fleet: 'real',
      count: 1,
      entries: [
        ...each(isQuick ? 5 : 9, us, openssh({ negotiation: 'same', fanOut: 1 })),
        ...each(many, ...peers('same', [64]).slice(0, 2), openssh({ negotiation: 'default', fanOut: 1 }), pipelining),
      ],
    },
    {
      id: 'cold-20',
      fleet: 'real',
      count: 20,
      entries: [
        ...each(many, us, ...peers('same', [20]), ...peers('default', [20])),
        ...each(1, eightTimes, pipelining, ansible({ negotiation: 'default', fanOut: 50, isPipelining: false })),
      ],
    },
    {
      id: 'cheap-400',
      fleet: 'cheap',
      count: isQuick ? 100 : 400,
      entries: each(many, us, ...peers('same', [64])),
    },
    {
      id: 'cold-100',
      fleet: 'real',
      count: 100,
      entries: [
        ...each(many, us, ...peers('same', [16, 64])),
        ...each(1, eightTimes, ...(isQuick ? [] : [...peers('default', [64]), pipelining])),
      ],
    },
    {
      id: 'cold-400',
      fleet: 'real',
      count: 400,
      entries: [...each(3, us, ...peers('same', [16, 64])), ...each(1, ...peers('default', [64]), pipelining)],
    },
  ]
  return isQuick ? tables.filter(({ id }) => id !== 'cold-400') : tables
}

/** Peers over ControlMasters. */
export function planMux(): readonly Contender[] {
  const at = { negotiation: 'mux', fanOut: 64 } as const
  return [openssh({ negotiation: 'mux', fanOut: 16 }), openssh(at), pssh(at), clush(at)]
}
