import { describe, expect, it } from 'vitest'
import { parseVarnishConfig } from './varnish-config.ts'

const parse = (text: string): ReturnType<typeof parseVarnishConfig> =>
  parseVarnishConfig([{ file: 'x.vcl', lines: text.split('\n') }])

describe('parseVarnishConfig()', () => {
  it.each([
    [
      'backend a { .host = "10.0.0.1"; .port = "8080"; .max_connections = 5; }\nbackend b {\n  .host = "b";\n  .probe = up;\n',
      [
        ['a', '10.0.0.1:8080', 'max_connections 5'],
        ['b', 'b:80', 'probe up'],
      ],
    ],
    ['backend a {\n  .host = "fd00::1";\n', [['a', '[fd00::1]:80', '']]],
    ['backend a {\n  .path = "/run/x.sock";\n', [['a', 'unix:/run/x.sock', '']]],
    ['# backend a { .host = "x"; }\n// backend b { .host = "y"; }', []],
    ['backend none {', []],
  ])('finds the servers of %j', (text, servers) => {
    expect(parse(text).servers).toEqual(servers.map(([group, address, flags]) => ({ group, address, flags })))
  })

  it('finds what its probes ask for, each once', () => {
    expect(parse('probe p { .url = "/up"; }\nprobe q {\n.url = "/up";\n}').healthPaths).toEqual(['/up'])
  })

  it.each([
    ['return (synth(503, "Maintenance"));', 1],
    ['return (error(503, "Back soon"));', 1],
    ['return (synth(301, "/x"));', 0],
    ['# return (synth(503));', 0],
  ])('counts the lines of %j that answer 503: %i', (text, count) => {
    expect(parse(text).makes503).toHaveLength(count)
  })
})
