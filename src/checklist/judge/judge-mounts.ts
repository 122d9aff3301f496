import { counted } from '../../lib/counted.ts'
import type { ReadOnlyMount } from '../../probe/mounts.ts'
import type { Finding } from '../finding.ts'
import type { Look, View } from '../read/view.ts'
import { isWrittenTo } from './is-written-to.ts'
import { makeFinding } from './make-finding.ts'

/** Disks of one host that take no writes although they are there to be written; each once, however often it is mounted. */
export function judgeMounts(view: View, host: string): readonly Finding[] {
  const look = view.look('mounts', host)
  if (look === undefined) return []
  return [...Map.groupBy(look.value.readOnly, ({ device }) => device).values()].flatMap((mounts) =>
    judgeDevice(view, look, mounts),
  )
}

function judgeDevice(view: View, look: Look<'mounts'>, mounts: readonly ReadOnlyMount[]): readonly Finding[] {
  const { host } = look
  const disk = view.look('disk', host)
  const places = [
    ...look.value.readOnly.map(({ mount }) => mount),
    ...[...(disk?.value.mounts ?? []), ...(disk?.value.unmeasured ?? [])].map(({ mount }) => mount),
  ]
  const shortest = mounts.toSorted((a, b) => a.mount.length - b.mount.length)
  const written = shortest.find(({ mount }) => isWrittenTo(view, host, { mount, places }))
  const told = written ?? shortest[0]
  if (told === undefined) return []
  const others = mounts.length > 1 ? `, with ${counted(mounts.length - 1, 'other mount')}` : ''
  return [
    makeFinding('resources', disk === undefined ? [look] : [look, disk], {
      id: 'mount-read-only',
      weight: written === undefined ? 'warn' : 'fail',
      place: host,
      topic: `file system ${told.mount} read-only`,
      text: `${told.mount} (${told.device}${others}) takes no writes on ${host}: ${reasons[told.against]}`,
      host,
      facts: told,
    }),
  ]
}

const reasons: Readonly<Record<ReadOnlyMount['against'], string>> = {
  mount: 'the kernel made it read-only, as it does after an error of the disk',
  fstab: 'it is mounted read-only, and /etc/fstab wants it written',
}
