import { mkdir, rm, writeFile } from 'node:fs/promises'
import { runScript } from './command.ts'
import { labHosts } from './hosts.ts'
import { botNamespace, edgeName, labFile, labName, routerAddress, routerNamespace, stateDirectory } from './places.ts'

export const botAddress = '10.53.1.2'
const botGateway = '10.53.1.1'
const namesFile = `${stateDirectory}/names`
const slowLinkPid = `${stateDirectory}/slow-link.pid`

/** The namespace of one machine. */
export const hostNamespace = (host: string): string => `${labName}-${host}`

/** Makes bridge, router, name server and the bot's place. Nothing leads out of it. */
export async function createNetwork(): Promise<void> {
  await runScript(`
    ip netns add ${routerNamespace}
    ip netns add ${botNamespace}
    router() { ip -n ${routerNamespace} "$@"; }
    bot() { ip -n ${botNamespace} "$@"; }
    router link set lo up; bot link set lo up
    router link add br0 type bridge
    router addr add ${routerAddress}/24 dev br0
    router link set br0 up
    ip netns exec ${routerNamespace} sysctl -qw net.ipv4.ip_forward=1
    router link add bot0 type veth peer name eth0 netns ${botNamespace}
    router addr add ${botGateway}/30 dev bot0; router link set bot0 up
    bot addr add ${botAddress}/30 dev eth0; bot link set eth0 up
    bot route add default via ${botGateway}`)
  await mkdir(`/etc/netns/${botNamespace}`, { recursive: true })
  await writeFile(
    `/etc/netns/${botNamespace}/resolv.conf`,
    `nameserver ${routerAddress}\noptions timeout:2 attempts:2\n`,
  )
  await writeNames(allNames())
  await startNameServer()
}

/** One machine's cable and addresses. */
export async function connectHost(name: string): Promise<void> {
  const host = labHosts.find((one) => one.name === name)
  const addresses = [host?.address, ...Object.values(host?.aliases ?? {})]
  const namespace = hostNamespace(name)
  await runScript(`
    ip netns add ${namespace}
    ip -n ${namespace} link set lo up
    ip -n ${routerNamespace} link add ${name} type veth peer name eth0 netns ${namespace}
    ip -n ${routerNamespace} link set ${name} master br0 up
    ${addresses.map((address) => `ip -n ${namespace} addr add ${address}/24 dev eth0`).join('\n')}
    ip -n ${namespace} link set eth0 up
    ip -n ${namespace} route add default via ${routerAddress}`)
}

/** Pulls the cable; the namespace goes with the last process that uses it. */
export const disconnectHost = (name: string): Promise<string> =>
  runScript(`ip -n ${routerNamespace} link del ${name} 2>/dev/null || true
    ip netns del ${hostNamespace(name)} 2>/dev/null || true`)

export async function removeNetwork(): Promise<void> {
  await useFastLink()
  await stopNameServer()
  for (const host of labHosts) await disconnectHost(host.name)
  await runScript(`for name in ${botNamespace} ${routerNamespace}; do ip netns del $name 2>/dev/null || true; done`)
  await rm(`/etc/netns/${botNamespace}`, { recursive: true, force: true })
}

/** What the lab's name server answers. */
export const allNames = (): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...labHosts.map((host) => [host.name, host.address]),
    ...labHosts.flatMap((host) => Object.entries(host.aliases ?? {})),
    [edgeName, labHosts[0]?.address],
  ])

/** Replaces what the name server knows; names left out no longer resolve. */
export async function writeNames(names: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(
    namesFile,
    Object.entries(names)
      .map(([name, address]) => `${address} ${name}\n`)
      .join(''),
  )
  await runScript(`if [ -s ${namesFile}.pid ]; then kill -HUP $(cat ${namesFile}.pid); fi`)
}

export const startNameServer = (): Promise<string> =>
  runScript(`ip netns exec ${routerNamespace} dnsmasq --conf-file=/dev/null --no-resolv --no-hosts --domain-needed \\
    --addn-hosts=${namesFile} --listen-address=${routerAddress} --bind-interfaces --local-ttl=1 --local=/test/ --user=root \\
    --pid-file=${namesFile}.pid`)

/** Ends the name server and waits until its address is free again. */
export const stopNameServer = (): Promise<string> =>
  runScript(`if [ -s ${namesFile}.pid ]; then
      pid=$(cat ${namesFile}.pid); rm -f ${namesFile}.pid
      kill $pid 2>/dev/null || true
      for attempt in $(seq 100); do [ -d /proc/$pid ] || break; sleep 0.05; done
    fi`)

/** Puts the bot (not the users) at the end of a line with 200 ms per round trip that loses 5 % of the packets each way. */
export async function useSlowLink(): Promise<void> {
  await runScript(`
    setsid python3 ${labFile('slow-link.py')} ${routerNamespace} ${botNamespace} 100 5 > ${stateDirectory}/slow-link.log 2>&1 < /dev/null &
    echo $! > ${slowLinkPid}
    for attempt in $(seq 50); do
      ip -n ${botNamespace} link show tun0 > /dev/null 2>&1 && ip -n ${routerNamespace} link show tun0 > /dev/null 2>&1 && break
      sleep 0.1
    done
    ip -n ${botNamespace} link set tun0 up; ip -n ${routerNamespace} link set tun0 up
    ip -n ${botNamespace} route replace default dev tun0 src ${botAddress}
    ip -n ${routerNamespace} route replace ${botAddress}/32 dev tun0`)
}

export const useFastLink = (): Promise<string> =>
  runScript(`
    if [ -s ${slowLinkPid} ]; then
      kill $(cat ${slowLinkPid}) 2>/dev/null || true; rm -f ${slowLinkPid}
      ip -n ${routerNamespace} route del ${botAddress}/32 2>/dev/null || true
      ip -n ${botNamespace} route replace default via ${botGateway} 2>/dev/null || true
    fi`)
