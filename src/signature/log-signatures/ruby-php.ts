import type { Signature } from '../log-signature.ts'

/** Ruby application servers and PHP. */
// biome-ignore format: one line for each signature
export const rubyPhpSignatures: readonly Signature[] = [
  { id: 'unicorn-timeout', program: 'unicorn', literals: ['killing'], pattern: /worker=\d+ PID:\d+ timeout \(\d+s > \d+s\), killing/, meaning: 'a worker was busy longer than timeout and is killed', supports: 'server_overload', source: 'capture unicorn__worker_timeout__000.log' },
  { id: 'puma-force-shutdown', program: 'puma', literals: ['Detected force shutdown', 'ForceShutdown'], pattern: /Detected force shutdown of a thread|Puma::ThreadPool::ForceShutdown/, meaning: 'Puma was stopping and cut requests off; their clients get 503', supports: 'deployment_in_progress', source: 'puma lib/puma/server.rb' },
  { id: 'puma-load', program: 'puma', literals: ['Unable to load application'], pattern: /! Unable to load application/, meaning: 'the application does not load; Puma does not start', supports: 'app_not_started', source: 'capture puma__boot_failed__000.log' },
  { id: 'php-max-children', program: 'php-fpm', literals: ['pm.max_children'], pattern: /server reached pm\.max_children setting \((\d+)\)/, meaning: 'every PHP worker is busy and requests wait (logged once for each episode)', supports: 'server_overload', source: 'capture php-fpm__max_children_backlog_full__502.log' },
  { id: 'php-terminated', program: 'php-fpm', literals: ['terminating'], pattern: /execution timed out \([\d.]+ sec\), terminating/, meaning: 'a request took longer than request_terminate_timeout; the proxy answers 502', supports: 'server_overload', source: 'capture php-fpm__request_terminate_timeout__502.log' },
  { id: 'php-child-killed', program: 'php-fpm', literals: ['exited on signal'], pattern: /child \d+ exited on signal 9\b/, meaning: 'a PHP worker was killed (SIGKILL): by the OOM killer for memory, or by hand; php-fpm starts another', source: 'php-src sapi/fpm/fpm/fpm_children.c' },
  { id: 'php-child-signal', program: 'php-fpm', literals: ['exited on signal'], pattern: /child \d+ exited on signal (?:4|6|7|8|11)\b/, meaning: 'a PHP worker crashed (SIGSEGV, SIGABRT, SIGBUS): a fault in PHP or an extension; the client gets 502', supports: 'app_not_started', source: 'php-src sapi/fpm/fpm/fpm_children.c' },
  { id: 'php-memory', program: 'php', literals: ['Allowed memory size'], pattern: /Allowed memory size of \d+ bytes exhausted/, meaning: 'a script needed more than memory_limit; the client gets 500', source: 'capture php-fpm__memory_limit_500__500.log' },
  { id: 'fpm-start', program: 'php-fpm', literals: ['FPM initialization failed', 'failed to post process the configuration'], pattern: /FPM initialization failed|failed to post process the configuration/, meaning: 'php-fpm does not start: the lines before say what of its configuration it does not take ("php-fpm -t")', supports: 'app_not_started', source: 'php-src sapi/fpm/fpm/fpm.c, fpm_conf.c' },
]
