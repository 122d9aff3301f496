import { figureOf, type ResultRow, type Results, type ResultTable } from './results.ts'

/** One thing the executor has to be, and what was measured; `isMet` is undefined where it was not measured. */
export interface Target {
  readonly claim: string
  readonly measured: string
  readonly isMet: boolean | undefined
}

/** Judges the targets on the largest number of hosts that was measured. */
export function judgeTargets({ tables }: Results): readonly Target[] {
  const table = (id: string): ResultTable | undefined => tables.find((one) => one.id === id)
  const large = table('cold-400') ?? table('cold-100')
  const eight = table('cold-100')
  return [
    ...(large ? judgeLarge(large) : []),
    compare('hosts’ CPU at most 1/3 of eight separate ssh host command (N = 100)', eight, {
      figure: 'hostsCpuMs',
      peer: (row) => row.name.startsWith('8 ×'),
      most: 1 / 3,
    }),
    memory(large),
    perConnection(table('warm-cheap')),
    compare('N = 1 cold: wall no longer than plain ssh', table('cold-1'), {
      figure: 'wallMs',
      peer: (row) => row.name === 'ssh' && row.negotiation === 'same',
      most: 1,
    }),
    compare('warm on cheap hosts: wall at most 1/5 of OpenSSH over ControlMaster', table('warm-cheap'), {
      figure: 'wallMs',
      peer: (row) => row.name.includes('ssh') && row.name.startsWith('xargs'),
      most: 1 / 5,
    }),
  ]
}

function judgeLarge(large: ResultTable): readonly Target[] {
  const at = `N = ${large.count}`
  const same = (word: string) => (row: ResultRow) => row.negotiation === 'same' && row.name.startsWith(word)
  return [
    compare(`${at} cold: wall no longer than the best of clush, pssh and OpenSSH at their best fan-out`, large, {
      figure: 'wallMs',
      peer: (row) => ['clush', 'pssh', 'xargs'].some((word) => same(word)(row)),
      most: 1,
    }),
    compare(`${at} cold: client CPU at most 1/2 of OpenSSH’s`, large, {
      figure: 'clientCpuMs',
      peer: same('xargs'),
      most: 1 / 2,
    }),
    compare(`${at} cold: client CPU at most 1/3 of clush’s`, large, {
      figure: 'clientCpuMs',
      peer: same('clush'),
      most: 1 / 3,
    }),
  ]
}

/** Ours against the best of the peers that are meant, each at its own best. */
function compare(
  claim: string,
  table: ResultTable | undefined,
  of: {
    readonly figure: 'wallMs' | 'clientCpuMs' | 'hostsCpuMs'
    readonly peer: (row: ResultRow) => boolean
    readonly most: number
  },
): Target {
  const us = table?.rows.find(({ name }) => name.startsWith('slash503'))
  const peers = (table?.rows ?? []).filter((row) => of.peer(row) && row.samples.length > 0)
  const best = peers.toSorted((a, b) => figureOf(a, of.figure) - figureOf(b, of.figure))[0]
  if (!us || us.samples.length === 0 || !best) return { claim, measured: 'not measured', isMet: undefined }
  const ratio = figureOf(us, of.figure) / figureOf(best, of.figure)
  const [ours, theirs] = [us, best].map((row) => `${Math.round(figureOf(row, of.figure))} ms`)
  return { claim, measured: `${ours} : ${theirs} (${best.name}) = ${ratio.toFixed(2)}`, isMet: ratio <= of.most }
}

function memory(table: ResultTable | undefined): Target {
  const claim = `N = ${table?.count ?? 400} cold: peak memory below 150 MB`
  const us = table?.rows.find(({ name }) => name === 'slash503')
  if (!us || us.samples.length === 0) return { claim, measured: 'not measured', isMet: undefined }
  const peakMb = Math.max(...us.samples.map(({ peakKb }) => peakKb)) / 1024
  return { claim, measured: `${peakMb.toFixed(0)} MB`, isMet: peakMb < 150 }
}

function perConnection(table: ResultTable | undefined): Target {
  const claim = 'at most 100 KB per open connection'
  const kb = table?.rows.find(({ name }) => name.startsWith('slash503'))?.kbPerConnection
  if (kb === undefined) return { claim, measured: 'not measured', isMet: undefined }
  return { claim, measured: `${kb.toFixed(0)} KB`, isMet: kb <= 100 }
}
