import { bytes, percent } from '../../lib/render-figure.ts'
import type { Mount } from '../../probe/disk.ts'
import type { Finding } from '../finding.ts'
import type { Look, View } from '../read/view.ts'
import { isWrittenTo } from './is-written-to.ts'
import { makeFinding } from './make-finding.ts'

/** Bytes and inodes of one host's file systems. */
export function judgeDisk(view: View, host: string): readonly Finding[] {
  const look = view.look('disk', host)
  if (look === undefined) return []
  const limit = view.service.limits.disk
  const findings = look.value.mounts.flatMap((mount) => judgeMount(view, look, mount))
  if (findings.length > 0 || look.value.mounts.length === 0) return findings
  const writable = look.value.mounts.filter((mount) => mount.isReadOnly !== true)
  const mounts = writable.length > 0 ? writable : look.value.mounts
  const fullest = mounts.reduce((a, b) => (b.used > a.used ? b : a))
  return [
    makeFinding('resources', [look], {
      id: 'disk-ok',
      weight: 'clear',
      place: host,
      topic: 'disk fine',
      text: `disk ${percent(fullest.used)} used at most on ${host} (${fullest.mount})`,
      host,
      facts: { used: fullest.used, limit },
    }),
  ]
}

function judgeMount(view: View, look: Look<'disk'>, mount: Mount): readonly Finding[] {
  if (mount.isReadOnly === true) return []
  const limit = view.service.limits.disk
  const places = look.value.mounts.map((each) => each.mount)
  const isVital = isWrittenTo(view, look.host, { mount: mount.mount, places })
  const weight = isVital ? 'fail' : 'warn'
  const on = { place: look.host, host: look.host, weight } as const
  const facts = { mount: mount.mount, used: mount.used, limit }
  const findings: Finding[] = []
  if (mount.used >= limit) {
    findings.push(
      makeFinding('resources', [look], {
        ...on,
        id: isVital ? 'disk-full' : 'disk-high-elsewhere',
        topic: `disk ${mount.mount} full`,
        text: `disk ${mount.mount} ${percent(mount.used)} full on ${look.host}, ${bytes(mount.availableBytes)} left`,
        facts,
      }),
    )
  }
  if (mount.inodesUsed !== undefined && mount.inodesUsed >= limit) {
    findings.push(
      makeFinding('resources', [look], {
        ...on,
        id: 'inodes-exhausted',
        topic: `inodes of ${mount.mount} used up`,
        text: `${percent(mount.inodesUsed)} of the inodes of ${mount.mount} are used on ${look.host}${mount.inodesUsed >= 1 ? ': no new files' : ''}`,
        facts: { ...facts, used: mount.inodesUsed },
      }),
    )
  }
  return findings
}
