/** `haproxy`: HAProxy → nginx on each host → gunicorn. `nginx`: nginx → gunicorn. */
export type Layout = 'haproxy' | 'nginx'

export interface LabHost {
  readonly name: HostName
  readonly address: string
  /** Further names on further addresses of the same machine. */
  readonly aliases?: Readonly<Record<string, string>>
  readonly memoryMb: number
  readonly diskMb: number
  /** Trees under `roots/`, in the order they are copied. */
  readonly roots: (layout: Layout) => readonly string[]
  /** Units enabled at boot. */
  readonly units: (layout: Layout) => readonly string[]
}

export const hostNames = ['lb1', 'app1', 'app2', 'db1', 'cache1'] as const
export type HostName = (typeof hostNames)[number]

const appHost = (name: HostName, address: string): LabHost => ({
  name,
  address,
  memoryMb: 400,
  diskMb: 400,
  roots: () => ['common', 'app'],
  units: () => ['nginx', 'shop'],
})

/** The five machines: small ones, so that faults bite within seconds. */
export const labHosts: readonly LabHost[] = [
  {
    name: 'lb1',
    address: '10.53.0.10',
    memoryMb: 300,
    diskMb: 300,
    roots: (layout) => ['common', `lb-${layout}`],
    units: (layout) => [layout],
  },
  appHost('app1', '10.53.0.11'),
  appHost('app2', '10.53.0.12'),
  {
    name: 'db1',
    address: '10.53.0.21',
    memoryMb: 500,
    diskMb: 600,
    roots: () => ['common', 'db'],
    units: () => ['postgresql', 'pgbouncer'],
  },
  {
    name: 'cache1',
    address: '10.53.0.31',
    aliases: { pay1: '10.53.0.41' },
    memoryMb: 400,
    diskMb: 400,
    roots: () => ['common', 'cache'],
    units: () => ['redis-server', 'pay'],
  },
]

export const appHosts = ['app1', 'app2'] as const satisfies readonly HostName[]
