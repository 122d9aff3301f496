/** ENOSPC in the words of libc, of Go and Rust, of libuv, and by its number. */
export const noSpaceWords = /No space left on device|: no space left on device(?![.\w])|\bENOSPC\b|\[Errno 28\]/
export const noSpaceLiterals = ['No space left on device', 'no space left on device', 'ENOSPC', 'Errno 28'] as const

/** ENOSPC of what is no disk, told by the words around it. */
export const noSpaceKinds = {
  semaphores: /\bsem(?:get|op|aphore|_get|_open|_init)|mutex|accept lock/i,
  inotify: /inotify|file watch|add watch|watch limit|(?<![/\w.-])watch(?:er|ers|es|ing)?(?![/\w.-])/i,
  sharedMemory: /shared memory|\bshm(?:get|at|_open|_attach)?\b|\/dev\/shm\//i,
  queues: /\bmsgget\b|\bmq_open\b|message queue/i,
  groups: /\/sys\/fs\/cgroup|\bcgroup|\bunshare\b|\bclone\(|(?:user|pid|net|mount) namespace/i,
  /** APR says so of a header that does not fit its buffer. */
  header: /header size is over the limit/i,
} as const

/** A line that says 'no space left' and speaks of semaphores, inotify watches or shared memory, and of no disk. */
export const noDisk = new RegExp(
  Object.values(noSpaceKinds)
    .map(({ source }) => source)
    .join('|'),
  'i',
)
