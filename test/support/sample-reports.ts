import { type Step, type StepId, type StepStatus, stepIds, stepQuestions } from '../../src/checklist/step.ts'
import { type Action, act, look, tellAction } from '../../src/diagnosis/action.ts'
import type { Cause } from '../../src/diagnosis/diagnosis.ts'
import type { Report } from '../../src/report/report.ts'
import { defaultLimits, type Service } from '../../src/service/service.ts'

const at = '2026-03-01T08:00:00.000Z'

type Lines = Readonly<Partial<Record<StepId, readonly [StepStatus, string, (readonly Step['evidence'][number][])?]>>>

const sampleActions: readonly Action[] = [
  look('Read its last words', { command: 'journalctl -u gunicorn -n 50 --no-pager', on: 'app1' }),
  { text: 'Ask whoever deployed last', effect: 'looks' },
  act('When the reason is fixed, start it', {
    command: 'sudo systemctl start gunicorn',
    on: 'app1',
    changes: 'gunicorn on app1 starts',
  }),
]

/** Reports as people meet them, for the renderers' golden files. */
export const sampleReports: Readonly<Record<string, Report>> = {
  'healthy-one-host': report('shop', 'healthy', {
    edge: ['pass', 'https://shop.example.com/ answers 200 in 41 ms, 4 of 4 tries, from nginx'],
    process: ['pass', 'gunicorn active on app1 for 3 days'],
    resources: ['pass', 'load 0.4 per core, memory 41 %, disk 71 %'],
    health: ['pass', 'http://127.0.0.1:8000/health/ answers 200 in 12 ms on app1'],
    deploy: ['pass', 'last release 3 days ago'],
  }),
  'app-not-started': report(
    'api-prod',
    'down',
    {
      edge: ['fail', 'https://api.example.com/ answers 503 in 4 of 4 tries, from HAProxy: no server is available'],
      process: [
        'fail',
        'gunicorn is failed on app1, app2 (exit 3: ModuleNotFoundError: payments)',
        [
          evidence('app1', 'systemctl show gunicorn', 'ActiveState=failed\nSubState=failed\nResult=exit-code'),
          evidence('app1', 'journalctl -u gunicorn -n 50', journal(12)),
        ],
      ],
      resources: ['pass', 'load 0.1 per core, memory 12 %, disk 71 % at most'],
      health: [
        'fail',
        'http://127.0.0.1:8000/health/ refuses connections on app1, app2',
        [evidence('app1', 'GET http://127.0.0.1:8000/health/', 'connection refused')],
      ],
      database: ['pass', '12 of 97 connections in use on db1'],
      dependencies: ['pass', 'cache1:6379, pay.example.com reachable from app1, app2'],
      deploy: ['warn', 'release 20260301-0755 was linked 5 min ago on app1, app2'],
    },
    {
      causes: [
        cause({
          because: [
            {
              step: 'process',
              text: 'gunicorn exited with status 3 five times on app1 and on app2 since 07:55',
              evidence: 1,
            },
            { step: 'process', text: 'nothing listens on port 8000 on app1, app2', evidence: 0 },
          ],
          next: [
            "ssh app1 'journalctl -u gunicorn -n 50'",
            'roll back to release 20260228-1610: the module payments is missing in 20260301-0755',
          ],
        }),
      ],
      ruledOut: [
        { cause: 'db_connections_exhausted', text: '12 of 97 usable connections in use on db1' },
        { cause: 'server_overload', text: 'load 0.1 per core, no pressure' },
      ],
      notLookedAt: [
        {
          what: 'kernel log on app2',
          why: 'dmesg is closed to user probe',
          fix: 'let the account read it: ssh -t app2 sudo usermod -aG systemd-journal probe',
          command: 'ssh -t app2 sudo usermod -aG systemd-journal probe',
        },
      ],
    },
  ),
  'fleet-of-400': report(
    'fleet',
    'degraded',
    {
      edge: ['warn', 'https://fleet.example.com/ answers 503 in 1 of 4 tries, from HAProxy'],
      process: [
        'fail',
        'gunicorn active on 397 of 400; failed on app017, app203, app311',
        [evidence('app017', 'systemctl show gunicorn', 'ActiveState=failed')],
      ],
      resources: ['pass', 'load 1.2 per core at most (app044), memory 83 % at most, disk 71 % at most'],
      health: ['fail', 'health endpoint answers on 397 of 400; refused on app017, app203, app311'],
      deploy: ['unknown', 'could not look on 12 of 400 hosts: /srv/app/current: permission denied'],
    },
    {
      causes: [cause({ where: ['app017', 'app203', 'app311', 'app312', 'app313'], strength: 'likely' })],
      ruledOut: [],
      notLookedAt: Array.from({ length: 15 }, (_, index) => ({
        what: `release link on app${index + 100}`,
        why: 'permission denied',
      })),
    },
  ),
  'nothing-seen': report(
    'api-prod',
    'inconclusive',
    {
      edge: ['unknown', 'https://api.example.com/ was not asked: the run ended first'],
      process: ['unknown', 'could not look on app1: ssh: connection timed out after 4 s'],
      resources: ['unknown', 'could not look on app1: ssh: connection timed out after 4 s'],
      health: ['unknown', 'could not look on app1: ssh: connection timed out after 4 s'],
    },
    {
      causes: [],
      ruledOut: [],
      notLookedAt: [
        {
          what: 'everything on app1',
          why: 'ssh: connection timed out after 4 s',
          fix: 'ssh -v app1',
          command: 'ssh -v app1',
        },
      ],
    },
  ),
  'hostile-text': report(
    'api-prod',
    'down',
    {
      process: [
        'fail',
        '\u001b[31m@channel <img src=x> **bold** `code` | cell\r\nsecond \u202eline',
        [evidence('app1', 'cat `x`', '```\n# heading\n\u001b]0;title\u0007```` <!channel> @team\n')],
      ],
    },
    {
      causes: [
        cause({
          because: [{ step: 'process', text: '[link](http://evil) \u001b[2J', evidence: 0 }],
          ...advice([{ text: '*rm* -rf `x`', command: 'cat ```x``` <!channel>', effect: 'acts', changes: '**all**' }]),
        }),
      ],
      ruledOut: [{ cause: 'rate_limited', text: '<b>no</b>' }],
      notLookedAt: [
        { what: '# disk', why: '| why |', fix: '`fix`' },
        { what: 'log', why: 'denied', fix: 'cat ```y```', command: 'cat ```y```' },
      ],
    },
  ),
}

function report(service: string, outcome: Report['outcome'], lines: Lines, diagnosis?: Report['diagnosis']): Report {
  return {
    version: 1,
    service,
    outcome,
    startedAt: at,
    finishedAt: '2026-03-01T08:00:01.840Z',
    durationMs: 1840,
    steps: stepIds.map((id) => step(id, lines[id] ?? ['skipped', 'not configured'])),
    diagnosis: diagnosis ?? { causes: [], ruledOut: [], notLookedAt: [] },
    judgedFrom: { service: serviceNamed(service), readings: [] },
  }
}

function step(id: StepId, [status, summary, quotes = []]: NonNullable<Lines[StepId]>): Step {
  return { id, question: stepQuestions[id], status, summary, durationMs: 210, evidence: quotes }
}

function evidence(host: string, source: string, excerpt: string): Step['evidence'][number] {
  return { host, source, at, excerpt }
}

function cause(fields: Partial<Cause>): Cause {
  return {
    cause: 'app_not_started',
    strength: 'confirmed',
    title: 'The application is not running',
    where: ['app1', 'app2'],
    because: [{ step: 'process', text: 'gunicorn is failed', evidence: 0 }],
    ...advice(sampleActions),
    ...fields,
  }
}

function advice(actions: readonly Action[]): Pick<Cause, 'next' | 'actions'> {
  return { next: actions.map(tellAction), actions }
}

function journal(lines: number): string {
  const starts = Array.from(
    { length: lines - 1 },
    (_, index) => `07:5${index % 10} app1 gunicorn[${index}]: Starting gunicorn 21.2.0`,
  )
  return [...starts, "07:59 app1 gunicorn[99]: ModuleNotFoundError: No module named 'payments'"].join('\n')
}

function serviceNamed(name: string): Service {
  return { name, hosts: ['app1', 'app2'], dependencies: [], limits: defaultLimits }
}
