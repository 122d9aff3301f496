/**
 * What a line of a section looks like to its parser, and to a person as `replace()` writes it; without the latter the line
 * is for the parser alone.
 */
export type ShownLine = readonly [pattern: RegExp, shown?: string]

/** Lines that several sections print. */
export const login: ShownLine = [/^user \S+$/]
export const clock: ShownLine = [/^clock \d+.*$/]
export const uptime: ShownLine = [/^uptime\.\d .*$/]
export const look: ShownLine = [/^([a-z_]+)\.[12] /, '$1 ']
export const cores: ShownLine = [/^cores /, '']
export const foundBy: ShownLine = [/^from (?:cgroup|name|port) /, '']
