import { commandLine, commandWord } from '../service/command-word.ts'
import { type Action, act, look, type NextStep } from './action.ts'

/** A disk that takes no writes, as it was found. */
export interface ReadOnlyDisk {
  readonly mount: string
  readonly device: string
  readonly type: string
  readonly against: 'mount' | 'fstab'
}

/** What to do about it: first why, for whoever writes to a failing disk again loses more. */
export function nextForReadOnly({
  host,
  disk,
}: {
  readonly host: string
  readonly disk: ReadOnlyDisk | undefined
}): readonly NextStep[] {
  // Where no place is known, all disks are told.
  const at = disk === undefined ? { quoted: '-t ext4,xfs,btrfs,f2fs' } : commandWord('path', disk.mount)
  return [
    look('Read whether the kernel stopped writing, and why', {
      command: 'sudo dmesg | grep -i -e remount -e "I/O error" -e "fs error" -e readonly | tail -n 20',
      on: host,
    }),
    look('See how it is mounted', { command: commandLine`findmnt -o TARGET,SOURCE,FSTYPE,OPTIONS ${at}`, on: host }),
    ...(disk === undefined ? [] : [disk.against === 'fstab' ? remount(host, disk) : check(host, disk)]),
    act('Replace the disk where errors come back; do not remount it as long as the reason is not known'),
  ]
}

function remount(host: string, { mount }: ReadOnlyDisk): Action {
  return act('Once it is known who mounted it read-only, and no error is why, mount it as /etc/fstab says', {
    command: commandLine`sudo mount -o remount,rw ${commandWord('path', mount)}`,
    on: host,
    changes: `${mount} on ${host} takes writes again`,
  })
}

/** A file system with errors is checked by the next boot; one that is not the root's can be without. */
function check(host: string, { mount, device, type }: ReadOnlyDisk): Action {
  if (mount === '/') {
    return act('Once the disk is known to be sound, let the next boot check it', {
      command: 'sudo systemctl reboot',
      on: host,
      changes: `${host} boots; where the check needs an answer, it waits for one at its console`,
    })
  }
  const at = commandWord('path', mount)
  const disk = commandWord('path', device)
  const command = /^ext[234]$/.test(type)
    ? commandLine`sudo umount ${at} && sudo fsck -f ${disk} && sudo mount ${disk} ${at}`
    : undefined
  return act(
    `Once the disk is known to be sound, stop what uses ${mount}, and check its ${type} while it is unmounted`,
    {
      command,
      on: host,
      changes: `${mount} on ${host} is away until its check has ended`,
    },
  )
}
