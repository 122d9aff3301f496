import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseBalancerConfig } from '../../../src/probe/balancer-config.ts'
import { balancerConfigScript } from '../../../src/probe/balancer-config-script.ts'
import { endMark } from '../../../src/probe/collection.ts'
import { ensureProgram } from '../../support/ensure-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'balancer-config-'))
const busybox = ensureProgram('/usr/bin/busybox', 'busybox')
const shells = [
  { shell: 'dash', command: ['dash'] },
  { shell: 'bash', command: ['bash', '--norc'] },
  { shell: 'busybox sh and nothing but busybox', command: [busybox, 'sh'] },
]

/** Another root than `/`: the script's paths lead there. */
const tree: Readonly<Record<string, string>> = {
  'etc/nginx/nginx.conf': `user www-data;
http
{
    log_format main '$remote_addr - "$request" '
                    '$status';
    map $http_x_api_key $known { "s3cret-key" 1; }
    map $host $pool {
        default app;
        b.example other;
    }
    limit_req_status 429;   # don't answer 503
    include mime.types;
    include sites-enabled/*;
}
`,
  'etc/nginx/mime.types': 'types { text/html html; }\n',
  'etc/nginx/sites-enabled/shop': `upstream app {
    server 10.0.0.11:8000;
}
server {
    server_name shop.example;
    add_header X-Policy "default-src 'self'; img-src *" always;
    location / {
        proxy_set_header Authorization "Basic c2VjcmV0";
        limit_req zone=a;
        include snippets/pass.conf;
    }
}
`,
  'etc/nginx/snippets/pass.conf': 'proxy_pass http://app;\n',
  'etc/nginx/sites-available/off': 'server { location / { proxy_pass http://10.0.0.99:80; } }\n',
  'etc/haproxy/haproxy.cfg': `userlist u
  user admin insecure-password s3cret
defaults
\tmode  http
  default-server check
frontend f
  stats auth admin:s3cret
  acl  shop   hdr(host) -i shop.example
  use_backend web if shop
backend web
  option  httpchk GET  /alive
  server a 10.0.0.1:80 # was 10.0.0.9
`,
  'etc/apache2/apache2.conf': 'ServerRoot "ROOT/etc/apache2"\nincludeoptional sites-enabled/*.conf\n',
  'etc/apache2/sites-enabled/a.conf': `<VirtualHost *:80>
  ServerName a.example
  RequestHeader set Authorization "Basic c2VjcmV0"
  ProxyPass / \\
    http://10.0.0.1:80/
</VirtualHost>
`,
  'etc/varnish/default.vcl': `vcl 4.1;
include "backends.vcl";
sub vcl_recv
{
  set req.http.X-Token = "s3cret";
  if (req.http.host == "a.example")
  {
    set req.backend_hint = web1;
  }
}
`,
  'etc/varnish/backends.vcl': 'backend web1\n{\n  .host = "10.0.0.1";\n  # .port = "1";\n  .port = "8080";\n}\n',
}

beforeAll(() => {
  mkdirSync(join(folder, 'bin'))
  const applets = spawnSync(busybox, ['--list'], { encoding: 'utf8' }).stdout.split('\n')
  for (const applet of applets.filter((each) => each !== '')) symlinkSync(busybox, join(folder, 'bin', applet))
  for (const [path, text] of Object.entries(tree)) write(path, text.replace('ROOT', folder))
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Runs the script with `/etc` in `folder`; `kind` says which of its programs is seen running. */
function read(kind: string, command: readonly string[]) {
  const script = balancerConfigScript
    .replaceAll('/etc/', `${folder}/etc/`)
    .replace(/^found="\n[^]*?^"$/m, `found="\n${kind} 1\n"`)
    .replaceAll('"/proc/$1/cmdline"', '/dev/null')
  const [program = '', ...words] = command
  const path = program === busybox ? join(folder, 'bin') : process.env.PATH
  const ran = spawnSync(program, [...words, '-c', `LC_ALL=C; export LC_ALL; unit=''\n${script}\necho ${endMark}`], {
    encoding: 'utf8',
    env: { PATH: path },
    timeout: 20_000,
  })
  return { parsed: parseBalancerConfig({ stdout: ran.stdout, stderr: ran.stderr, exit: ran.status ?? 1 }), ...ran }
}

const expected = [
  [
    'nginx',
    {
      kind: 'nginx',
      servers: [{ group: 'app', address: '10.0.0.11:8000', flags: '' }],
      makes503: [],
      routes: [{ names: ['shop.example'], leadsTo: ['app'] }],
    },
  ],
  [
    'haproxy',
    {
      servers: [{ group: 'web', address: '10.0.0.1:80', flags: 'check' }],
      healthPaths: ['/alive'],
      routes: [{ names: ['shop.example'], leadsTo: ['web'] }],
    },
  ],
  [
    'apache2',
    {
      servers: [{ group: 'ProxyPass', address: '10.0.0.1:80', flags: '' }],
      routes: [{ names: ['a.example'], leadsTo: ['10.0.0.1:80'] }],
    },
  ],
  [
    'varnishd',
    {
      servers: [{ group: 'web1', address: '10.0.0.1:8080', flags: '' }],
      routes: [{ names: ['a.example'], leadsTo: ['web1'] }],
    },
  ],
] as const

describe.each(shells)('the configurations of a host, read by $shell', ({ command }) => {
  it.each(expected)('%s', (kind, value) => {
    const { parsed, stderr } = read(kind, command)
    expect({ ...parsed, stderr }).toMatchObject({ kind: 'seen', stderr: '', value })
  })

  it('holds no secret of theirs', () => {
    const { stdout } = read('nginx', command)
    expect(stdout.match(/c2VjcmV0|insecure-password|stats auth|X-Token/g)).toBeNull()
  })

  it('is bounded, and says so', () => {
    const big = `upstream big {\n${'  server 10.0.0.1:80;\n'.repeat(5000)}}\n`
    for (let at = 0; at < 4; at++) write(`etc/nginx/sites-enabled/z${at}`, big)
    write('etc/nginx/sites-enabled/y', `server { server_name ${'a.example '.repeat(300)}; }\n`)
    const { stdout, parsed } = read('nginx', command)
    for (const name of ['z0', 'z1', 'z2', 'z3', 'y']) rmSync(join(folder, 'etc/nginx/sites-enabled', name))
    expect(stdout.length).toBeLessThan(230_000)
    expect(parsed).toMatchObject({
      kind: 'seen',
      value: { cut: expect.arrayContaining([join(folder, 'etc/nginx/sites-enabled/z0')]) },
    })
  })

  it.skipIf(process.getuid?.() === 0)('reads what packages include where the first file is closed', () => {
    chmodSync(join(folder, 'etc/nginx/nginx.conf'), 0)
    const { parsed } = read('nginx', command)
    chmodSync(join(folder, 'etc/nginx/nginx.conf'), 0o644)
    expect(parsed).toMatchObject({ kind: 'seen', value: { unreadable: [join(folder, 'etc/nginx/nginx.conf')] } })
  })
})
