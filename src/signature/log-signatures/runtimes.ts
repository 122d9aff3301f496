import type { Signature } from '../log-signature.ts'

/** Node and Java. */
// biome-ignore format: one line for each signature
export const runtimesSignatures: readonly Signature[] = [
  { id: 'node-files', program: 'node', literals: ['EMFILE'], pattern: /\bEMFILE\b/, meaning: 'the process is at its limit of open files', supports: 'server_overload', source: 'errno EMFILE, libuv uv_strerror' },
  { id: 'open-files', program: 'app', literals: ['oo many open files'], pattern: /\[Errno 24\] Too many open files|(?:Exception|Error)\b[^\n]{0,120}: Too many open files|(?<!warning): too many open files(?:$|[;\n])|Too many open files \((?:os error )?24\)|Errno::EMFILE/, unless: /\bEMFILE\b|\(24: |AH\d{5}/, meaning: 'the process is at its limit of open files (LimitNOFILE), or leaks them', supports: 'server_overload', source: 'errno EMFILE, strerror(3)' },
  { id: 'node-in-use', program: 'node', literals: ['EADDRINUSE'], pattern: /(?<!Errno::)\bEADDRINUSE\b/, meaning: 'another process has the port: an old instance, or a second one', supports: 'app_not_started', source: 'capture _hostlog__node_eaddrinuse.log' },
  { id: 'node-heap', program: 'node', literals: ['heap out of memory'], pattern: /Reached heap limit Allocation failed - JavaScript heap out of memory/, meaning: 'Node is out of memory: its heap limit is reached, and the process aborts (exit 134)', supports: 'server_overload', source: 'node src/node_errors.cc, V8 FatalProcessOutOfMemory' },
  { id: 'java-memory', program: 'java', literals: ['java.lang.OutOfMemoryError'], pattern: /java\.lang\.OutOfMemoryError: /, unless: /native thread/, meaning: 'the JVM is out of memory: its heap, or what else the line names (Metaspace, direct memory), is exhausted', supports: 'server_overload', source: 'capture _hostlog__java_heap_oom.log' },
  { id: 'tomcat-context', program: 'tomcat', literals: ['startup failed due to previous errors'], pattern: /Context \[\S+\] startup failed due to previous errors/, meaning: 'the web application did not start; its URLs answer 404 from then on', supports: 'app_not_started', source: 'Tomcat LocalStrings standardContext.startFailed' },
  { id: 'tomcat-servlet', program: 'tomcat', literals: ['Marking servlet'], pattern: /Marking servlet \[\S+\] as unavailable/, meaning: 'a servlet failed to start or declared itself unavailable; it answers 503', supports: 'app_not_started', source: 'Tomcat LocalStrings standardWrapper.unavailable' },
  { id: 'jetty-context', program: 'jetty', literals: ['Failed startup of context'], pattern: /Failed startup of context /, meaning: 'the web application did not start; Jetty answers 503 for it', supports: 'app_not_started', source: 'capture jetty__context_failed_to_start__503.log' },
]
