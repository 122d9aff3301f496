import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { runScript } from './command.ts'
import type { LabHost } from './hosts.ts'
import { labName } from './places.ts'

const mountPoint = '/sys/fs/cgroup'
const isUnified = existsSync(`${mountPoint}/cgroup.controllers`)

/** Directories of a machine's control groups, one per hierarchy (a single one where version 2 is in use). */
export const controlGroups = (host: string): readonly string[] =>
  hierarchies().map((hierarchy) => `${hierarchy}/${labName}/${host}`)

/** Makes a machine's control groups, with its memory limit and a bound on its processes. */
export async function createControlGroups(host: LabHost): Promise<void> {
  if (isUnified) await delegateControllers()
  for (const path of controlGroups(host.name)) {
    await mkdir(path, { recursive: true })
    if (path.startsWith(`${mountPoint}/cpuset/`)) await inheritCpuset(path)
  }
  await weighLab()
  const bytes = String(host.memoryMb * 1024 * 1024)
  const [memory, pids] = isUnified ? ['', ''] : ['memory/', 'pids/']
  const limit = isUnified ? 'memory.max' : 'memory.limit_in_bytes'
  await writeFile(`${mountPoint}/${memory}${labName}/${host.name}/${limit}`, bytes)
  await writeFile(`${mountPoint}/${pids}${labName}/${host.name}/pids.max`, '1500')
}

/**
 * Five machines together would weigh as much as one process of this machine; the lab shall be no slower than its faults
 * make it, whatever else runs here.
 */
const weighLab = (): Promise<void> =>
  isUnified
    ? writeFile(`${mountPoint}/${labName}/cpu.weight`, '1000')
    : writeFile(`${mountPoint}/cpu/${labName}/cpu.shares`, '10240')

/** Kills every process of a machine (or, without a name, of the lab) and removes its control groups. */
export async function removeControlGroups(host?: string): Promise<void> {
  const name = host === undefined ? labName : `${labName}/${host}`
  const killer = isUnified ? mountPoint : `${mountPoint}/unified`
  const paths = hierarchies().map((hierarchy) => `${hierarchy}/${name}`)
  await runScript(`
    if [ -e ${killer}/${name}/cgroup.kill ]; then echo 1 > ${killer}/${name}/cgroup.kill; fi
    for attempt in $(seq 50); do
      left=no
      for path in ${paths.join(' ')}; do
        [ -d "$path" ] || continue
        find "$path" -depth -type d -exec rmdir {} + 2>/dev/null || left=yes
      done
      [ $left = no ] && exit 0
      sleep 0.1
    done
    echo "control groups of ${name} are still busy" >&2; exit 1`)
}

function hierarchies(): readonly string[] {
  return isUnified ? [mountPoint] : readdirSync(mountPoint).map((name) => `${mountPoint}/${name}`)
}

async function delegateControllers(): Promise<void> {
  for (const path of [mountPoint, `${mountPoint}/${labName}`]) {
    await mkdir(path, { recursive: true })
    await writeFile(`${path}/cgroup.subtree_control`, '+memory +cpu +pids')
  }
}

/** A new version 1 cpuset is empty and accepts no process until it is filled from its parent. */
async function inheritCpuset(path: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const value = await readFile(`${mountPoint}/cpuset/${file}`, 'utf8')
    await writeFile(`${mountPoint}/cpuset/${labName}/${file}`, value)
    await writeFile(`${path}/${file}`, value)
  }
}
