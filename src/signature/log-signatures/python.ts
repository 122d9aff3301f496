import type { Signature } from '../log-signature.ts'
import { optionalModule } from './exceptions.ts'

/** Python application servers. */
// biome-ignore format: one line for each signature
export const pythonSignatures: readonly Signature[] = [
  { id: 'gunicorn-timeout', program: 'gunicorn', literals: ['WORKER TIMEOUT'], pattern: /\[CRITICAL\] WORKER TIMEOUT \(pid:\d+\)/, meaning: 'a worker was busy longer than --timeout and is killed; the proxy answers 502 for its request', supports: 'server_overload', source: 'gunicorn arbiter.py murder_workers' },
  { id: 'gunicorn-killed', program: 'gunicorn', literals: ['due to signal 9', 'SIGKILL'], pattern: /Worker with pid \d+ was terminated due to signal 9|was sent SIGKILL! Perhaps out of memory/, meaning: 'a worker was killed: by the OOM killer, or by gunicorn after a timeout', supports: 'server_overload', source: 'gunicorn arbiter.py reap_workers' },
  { id: 'gunicorn-boot', program: 'gunicorn', literals: ['Worker failed to boot'], pattern: /Worker failed to boot/, meaning: 'the workers do not boot: the application does not import; gunicorn ends with exit code 3', supports: 'app_not_started', source: 'gunicorn arbiter.py HaltServer' },
  { id: 'gunicorn-in-use', program: 'gunicorn', literals: ['Connection in use'], pattern: /Connection in use: /, meaning: 'another process has the port: an old instance, or a second one', supports: 'app_not_started', source: 'capture _hostlog__gunicorn_connection_in_use.log' },
  { id: 'python-import', program: 'python', literals: ['ModuleNotFoundError', 'ImportError'], pattern: /(ModuleNotFoundError|ImportError): /, unless: optionalModule, meaning: 'a module is missing or broken: an incomplete release, or the wrong environment', supports: 'app_not_started', source: 'capture _hostlog__systemd_units.log' },
  { id: 'uwsgi-queue', program: 'uwsgi', literals: ['listen queue of socket'], pattern: /\*\*\* uWSGI listen queue of socket "[^"]{1,200}" \(fd: \d+\) full !!! \(\d+\/\d+\) \*\*\*/, meaning: 'the accept queue is full: every worker is busy', supports: 'server_overload', source: 'capture uwsgi__listen_queue_full__000.log' },
  { id: 'uwsgi-harakiri', program: 'uwsgi', literals: ['HARAKIRI'], pattern: /\*\*\* HARAKIRI ON WORKER|HARAKIRI: -*-? ?uWSGI worker \d+|HARAKIRI !!! worker \d+ status/, meaning: 'a request took longer than harakiri; its worker is killed', supports: 'server_overload', source: 'capture uwsgi__harakiri__000.log' },
  { id: 'uwsgi-no-app', program: 'uwsgi', literals: ['no python application found', 'unable to load app'], pattern: /no python application found|unable to load app/, meaning: 'uWSGI runs without the application: it did not import; clients get 500', supports: 'app_not_started', source: 'capture uwsgi__no_python_application__500.log' },
  { id: 'uvicorn-limit', program: 'uvicorn', literals: ['Exceeded concurrency limit'], pattern: /Exceeded concurrency limit\./, meaning: '--limit-concurrency is reached; the client gets 503', supports: 'server_overload', source: 'capture uvicorn__limit_concurrency__503.log' },
  { id: 'waitress-queue', program: 'waitress', literals: ['Task queue depth'], pattern: /Task queue depth is (\d+)/, meaning: 'every thread is busy and requests wait', supports: 'server_overload', source: 'waitress task.py ThreadedTaskDispatcher' },
]
