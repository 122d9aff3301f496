import { fileURLToPath } from 'node:url'

/**
 * Everything the lab makes on this machine carries this name: namespaces, control groups, directories. Another value of
 * `SLASH503_LAB` is another lab beside it.
 */
export const labName = process.env['SLASH503_LAB'] ?? 'slash503-lab'

/** Base images, kept between runs; safe to delete. */
export const cacheDirectory = '/var/cache/slash503-lab'
/** Machines, keys and process ids of the lab that is up; `down` removes it. */
export const stateDirectory = `/var/lib/${labName}`

/** Namespace of the bridge, the router and the name server. */
export const routerNamespace = labName
/** Namespace of the bot and of the users: what runs here sees the lab as the outside world would. */
export const botNamespace = `${labName}-bot`

export const routerAddress = '10.53.0.1'
/** The name that users hit; the lab's name server answers it. */
export const edgeName = 'www.shop.test'

/** Files that go onto the machines as they are, one tree per role. */
export const rootsDirectory = fileURLToPath(new URL('./roots', import.meta.url))
export const labFile = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))
export const projectDirectory = fileURLToPath(new URL('../..', import.meta.url))
