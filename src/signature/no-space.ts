/** ENOSPC of what is no disk, told by the words around it. */
export const noSpaceKinds = {
  semaphores: /\bsem(?:get|op|aphore|_get|_open|_init)|mutex|accept lock/i,
  inotify: /inotify|file watch|add watch|watch limit/i,
  sharedMemory: /shared memory|\bshm(?:get|at|_open|_attach)?\b|\/dev\/shm\//i,
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
