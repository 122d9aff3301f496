import { type Fault, run } from '../fault.ts'
import { appHosts } from '../hosts.ts'
import { dropSessions, hoardConnections, newRelease, python, restart, sql, throughPooler } from './snippets.ts'

const exhausted: Fault['truths'] = [{ cause: 'db_connections_exhausted', where: ['db1'] }]
const idle = hoardConnections({ unit: 'nightly-report', user: 'reports', statement: 'select 1', most: 60 })
const idleInTransaction = hoardConnections({
  unit: 'stock-sync',
  user: 'app',
  statement: 'begin; select count(*) from visits',
  most: 60,
})

export const dbConnectionsExhausted: readonly Fault[] = [
  {
    id: 'db-idle',
    title: 'A report job keeps every connection open, idle',
    truths: exhausted,
    inject: [run('app2', idle), { kind: 'wait', seconds: 2 }, run('db1', dropSessions), run(appHosts, restart('shop'))],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'db-idle-in-transaction',
    title: 'A job on app2 leaves its transactions open until no connection is left',
    truths: exhausted,
    inject: [
      run('app2', idleInTransaction),
      { kind: 'wait', seconds: 2 },
      run('db1', dropSessions),
      run(appHosts, restart('shop')),
    ],
    symptom: { edge: [503] },
    isInThird: true,
  },
  {
    id: 'db-lock-pile-up',
    title: 'A migration holds a lock; requests wait for it until every connection waits',
    truths: exhausted,
    inject: [
      run(
        'app1',
        python(
          'migrate',
          `import time, psycopg2
connection = psycopg2.connect("postgresql://app:app-secret@db1/shop", application_name="migrate")
connection.cursor().execute("lock table products in access exclusive mode")
time.sleep(3600)`,
        ),
      ),
      { kind: 'users', perSecond: 20, path: '/' },
    ],
    symptom: { edge: [503, 502, 504, 0], withinSeconds: 120, settleSeconds: 45 },
  },
  {
    id: 'db-role-limit',
    title: "The application's role may hold 10 connections and a job has them all",
    truths: exhausted,
    inject: [
      run('db1', sql('alter role app connection limit 10;')),
      run('app2', hoardConnections({ unit: 'stock-sync', user: 'app', statement: 'select 1', most: 10 })),
      run('db1', dropSessions),
      run(appHosts, restart('shop')),
    ],
    symptom: { edge: [503] },
  },
  {
    id: 'db-leaking-release',
    title: 'The new release opens a connection per page and never closes it',
    truths: exhausted,
    inject: [
      run(
        appHosts,
        `${newRelease('s/^def home(query):/KEPT = []\\n\\n\\ndef home(query):\\n    KEPT.append(psycopg2.connect(database.url, application_name="shop"))\\n    KEPT[-1].cursor().execute("select 1")/')}
        ${restart('shop')}`,
      ),
    ],
    symptom: { edge: [503], withinSeconds: 90, settleSeconds: 8 },
  },
  {
    id: 'pgbouncer-queue',
    title: "Long queries hold every server connection of pgbouncer's pool; clients queue",
    truths: exhausted,
    inject: [
      { kind: 'check-through-pooler' },
      run(appHosts, throughPooler),
      run(
        'app2',
        python(
          'year-report',
          `import threading, psycopg2
def report():
    connection = psycopg2.connect("postgresql://app:app-secret@db1:6432/shop", application_name="year-report")
    connection.cursor().execute("select pg_sleep(3600)")
for n in range(12): threading.Thread(target=report).start()`,
        ),
      ),
    ],
    symptom: { edge: [503, 502, 504, 0], settleSeconds: 8 },
    isInThird: true,
  },
]
