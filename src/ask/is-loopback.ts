/** Whether a host part means the machine itself: 127.0.0.0/8, ::1, `localhost`, and the wildcard that connects there. */
export function isLoopback(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  return /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(name) || ['::1', '0:0:0:0:0:0:0:1', '::', '0.0.0.0'].includes(name)
}
