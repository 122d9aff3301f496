/** Bash that several faults share. Everything that runs on inside a machine is a unit, so it counts against that machine. */

/** A new release beside the others, changed by a sed expression, linked as `current`; the unit is not touched. */
export const newRelease = (sedExpression: string): string => `
  release=/srv/shop/releases/$(date +%Y%m%dT%H%M00)
  cp -r /srv/shop/current/ $release
  sed -i '${sedExpression}' $release/shop.py
  ln -sfn releases/\${release##*/} /srv/shop/current`

/** Changes the running release in place, without a trace of a deployment (a bug that was always there). */
export const changeCode = (sedExpression: string): string => `
  file=/srv/shop/current/shop.py
  sed -i '${sedExpression}' $file
  touch -d '12 days ago' $file /srv/shop/releases/*`

/** A drop-in for a unit's [Service] section. */
export const serviceSetting = (unit: string, ...lines: readonly string[]): string => `
  mkdir -p /etc/systemd/system/${unit}.service.d
cat > /etc/systemd/system/${unit}.service.d/local.conf <<'SETTINGS'
[Service]
${lines.join('\n')}
SETTINGS
  systemctl daemon-reload`

export const restart = (unit: string): string => `systemctl restart --no-block ${unit}`

/** The application's changed ExecStart in the unit's own file, as a configuration roll-out would leave it. */
export const execStart = (sedExpression: string): string => `
  sed -i '/^ExecStart=/${sedExpression}' /etc/systemd/system/shop.service
  systemctl daemon-reload
  ${restart('shop')}`

/** A Python program as a transient unit of this name. */
export const python = (unit: string, program: string, ...properties: readonly string[]): string => `
  cat > /usr/local/lib/${unit}.py <<'PROGRAM'
${program}
PROGRAM
  systemd-run --quiet --unit=${unit} ${properties.map((property) => `--property=${property}`).join(' ')} python3 -u /usr/local/lib/${unit}.py`

/** A job that takes as many database connections as it can get and keeps them; `statement` is run once in each. */
export const hoardConnections = (options: {
  readonly unit: string
  readonly user: 'app' | 'reports'
  readonly statement: string
  readonly most: number
}): string =>
  python(
    options.unit,
    `import time, psycopg2
held = []
while True:
    try:
        while len(held) < ${options.most}:
            connection = psycopg2.connect("postgresql://${options.user}:${options.user}-secret@db1/shop", application_name="${options.unit}")
            held.append(connection)
            connection.cursor().execute("${options.statement}")
            ${options.statement.startsWith('begin') ? '' : 'connection.rollback()'}
    except psycopg2.OperationalError as error:
        print("waiting for a connection:", str(error).strip())
    time.sleep(0.2)`,
  )

/** As PostgreSQL's superuser; one statement per line, each in a transaction of its own. */
export const sql = (statements: string): string => `su postgres -c "psql -q -d shop" <<'SQL'
${statements}
SQL`

/** The application's own sessions end (a short network cut), and whoever waits takes their place. */
export const dropSessions = sql(
  "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'shop';",
)

/** The application reaches its database through pgbouncer. */
export const throughPooler = `sed -i s/db1:5432/db1:6432/ /etc/shop/shop.env; ${restart('shop')}`

/** Clients that open this many connections to each address, send half a request and wait; lost ones are opened anew. */
export const holdOpen = (
  unit: string,
  { addresses, each }: { readonly addresses: readonly string[]; readonly each: number },
): string =>
  python(
    unit,
    `import socket, time
slots = [address.split(":") for address in ${JSON.stringify(addresses)} for n in range(${each})]
held = [None] * len(slots)
while True:
    for n, (host, port) in enumerate(slots):
        try:
            if held[n] is None:
                held[n] = socket.create_connection((host, int(port)), 1)
                held[n].sendall(b"GET / HTTP/1.1\\r\\nHost: shop\\r\\n")
                held[n].setblocking(False)
            elif held[n].recv(4096) == b"": held[n] = None
        except BlockingIOError: pass
        except OSError: held[n] = None
    time.sleep(0.05)`,
  )

/** Drops what matches, as a firewall that somebody else configured. */
export const firewall = (rule: string, verdict = 'drop'): string => `
  nft add table inet filter
  nft 'add chain inet filter input { type filter hook input priority 0; policy accept; }'
  nft 'add rule inet filter input ${rule} ${verdict}'`

/** HAProxy's admin socket. */
export const haproxyCommand = (...commands: readonly string[]): string => `python3 - <<'EOF'
import socket
for command in ${JSON.stringify(commands)}:
    s = socket.socket(socket.AF_UNIX); s.connect('/run/haproxy/admin.sock'); s.send(command.encode() + b'\\n'); s.recv(4000)
EOF`

/** A file that grows until the disk is full, and takes every block that is freed later. */
export const fillDisk = (path: string): string => `${python(
  'trace',
  `import time
with open("${path}", "ab", buffering=0) as file:
    size = 1 << 20
    while True:
        try: file.write(b"\\0" * size)
        except OSError:
            size = 4096
            time.sleep(0.2)`,
)}
  for attempt in $(seq 100); do [ $(df --output=avail / | tail -1) -lt 64 ] && break; sleep 0.2; done`
