import { planSections } from '../../src/checklist/plan/plan-sections.ts'
import { sectionProbes } from '../../src/probe/all-probes.ts'
import type { Collection } from '../../src/probe/collection.ts'
import type { Section } from '../../src/probe/execute.ts'
import { defaultLimits, type Service } from '../../src/service/service.ts'
import { frameScript } from '../../src/ssh/frame-script.ts'
import type { StagedHost } from './staged-host.ts'

/** Most processes that a whole check may create on a host. */
export const budgets = { bare: 40, full: 60 } as const

const nothing: Service = { name: 'shop', hosts: ['app1'], port: 8000, dependencies: [], limits: defaultLimits }

/** What is checked there: a port and nothing else, and all that a service can have on one host. */
const services: { readonly [K in keyof typeof budgets]: Service } = {
  bare: nothing,
  full: {
    ...nothing,
    unit: 'gunicorn',
    balancer: { host: 'app1', unit: 'nginx' },
    deploy: { path: '/srv/current', recentMs: 900_000 },
    database: { kind: 'postgres', label: 'postgres://db1/x', host: 'db1', port: 5432, url: 'postgres://db1/x' },
  },
}

/** Every collection and the probes that read it, in the order of the list. */
export const readers: ReadonlyMap<Collection, readonly string[]> = new Map(
  [...Map.groupBy(sectionProbes, ({ reads }): Collection => reads)].map(([collection, probes]) => [
    collection,
    probes.map(({ id }) => id),
  ]),
)

/** The sections of a whole check of one host, each once. */
export function sectionsOf(kind: keyof typeof budgets): readonly Section[] {
  const sections = planSections(services[kind]).flatMap(({ how }) => (how.kind === 'section' ? [how.section] : []))
  return [...new Map(sections.map((section) => [section.id, section])).values()]
}

export function collectionOf({ id }: Section): Collection | undefined {
  return [...readers.keys()].find((collection) => collection.id === id.split(':')[0])
}

/** The whole script as a host gets it. */
export function scriptOf(kind: keyof typeof budgets): string {
  return frameScript(sectionsOf(kind), { nonce: '0123456789abcdef0123456789abcdef', tag: 'ab' })
}

/** Processes that a section creates there, without its frame's. */
export function forksOf(host: StagedHost, section: Section): number {
  return host.count(aloneOf(section)).forks
}

/** A section as a script of its own. */
export function aloneOf({ script }: Section): string {
  return `${script}\nexit\n`
}
