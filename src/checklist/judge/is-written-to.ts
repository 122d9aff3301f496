import type { View } from '../read/view.ts'

/** Where services and the system itself write, of whatever kind. A full backup or media disk elsewhere is worth a look, no more. */
const vitalMounts = [
  '/',
  '/dev/shm',
  '/var',
  '/var/log',
  '/var/lib',
  '/var/tmp',
  '/var/www',
  '/tmp',
  '/run',
  '/srv',
  '/opt',
  '/home',
  '/data',
]

/** Whether the system or the service itself writes to a mount of a host, of all `places` where something is mounted. */
export function isWrittenTo(
  view: View,
  host: string,
  { mount, places }: { readonly mount: string; readonly places: readonly string[] },
): boolean {
  return vitalMounts.includes(mount) || pathsOfService(view, host).some((path) => nearestOf(path, places) === mount)
}

/** Directories of the service on a host: its release, where its units work and what they keep. */
function pathsOfService(view: View, host: string): readonly string[] {
  const releases = view.looks('release').filter((look) => look.host === host)
  const units = view.looks('units').filter((look) => look.host === host)
  return [
    ...(view.service.deploy === undefined ? [] : [view.service.deploy.path]),
    ...releases.flatMap(({ value }) => (value.target?.startsWith('/') ? [value.target] : [])),
    ...units.flatMap(({ value }) => value.units.flatMap(({ directories = [] }) => directories)),
  ]
}

/** The mount that a path lies on: of those above it the lowest. */
function nearestOf(path: string, places: readonly string[]): string | undefined {
  const above = places.filter((each) => `${path}/`.startsWith(each === '/' ? '/' : `${each}/`))
  return above.toSorted((a, b) => b.length - a.length)[0]
}
