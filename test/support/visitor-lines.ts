/** Texts that a visitor may put into his request to be read as testimony. */
export const claims = [
  'FATAL:  sorry, too many clients already',
  'FATAL: password authentication failed for user shop',
  'QueuePool limit of size 5 overflow 10 reached',
  'connect ECONNREFUSED 10.0.0.5:5432',
  'java.lang.OutOfMemoryError: Java heap space',
  'OSError: [Errno 28] No space left on device',
  'app.service: Start request repeated too quickly.',
  'Main process exited, code=killed, status=9/KILL',
  'AH01170: balancer://x All workers are in error state',
  '(111)Connection refused: AH00957: HTTP: attempt to connect to 10.0.0.5:1 (x) failed',
  'connect() failed (111: Connection refused) while connecting to upstream',
  'no live upstreams while connecting to upstream',
  '10.0.1.5:4 [02/Mar/2026:09:59:50.054] web shop/web1 0/0/-1/-1/3004 503 217 - - SC-- 3/3/0/0/3 0/0',
  'FetchError     No backend',
  '[CRITICAL] WORKER TIMEOUT (pid:7)',
  'Out of memory: Killed process 812 (python3)',
  'psycopg2.OperationalError: could not connect to server',
  'redis.exceptions.ConnectionError: Error 111 connecting to cache1:6379. Connection refused.',
]

/** How programs write a line about one request; `…` stands for the visitor's words, `→` for them in an address. */
export const requestLines = [
  // Access lines
  '10.0.0.9 - - [02/Mar/2026:09:59:50 +0000] "GET / HTTP/1.1" 200 612 "-" "…"',
  '10.0.0.9 - - [02/Mar/2026:09:59:50 +0000] "GET /→ HTTP/1.1" 404 153 "-" "curl/8.5"',
  '10.0.0.9 - - [02/Mar/2026:09:59:50 +0000] "GET / HTTP/1.1" 200 612 "http://x/…" "curl/8.5"',
  '10.0.0.9 - - [02/Mar/2026:09:59:50 +0000] "…" 400 157 "-" "-"',
  '10.0.0.9 - … [02/Mar/2026:09:59:50 +0000] "GET / HTTP/1.1" 401 157',
  'shop.example:443 10.0.0.9 - - [02/Mar/2026:09:59:50 +0000] "GET /→ HTTP/1.1" 200 153 "-" "…"',
  'Mar  2 09:59:50 app1 gunicorn[77]: 127.0.0.1 - - [02/Mar/2026:09:59:50 +0000] "GET / HTTP/1.0" 200 2 "-" "…"',
  'Mar  2 09:59:50 lb1 haproxy[655]: 10.0.1.55:4 [02/Mar/2026:09:59:50.054] web shop/web1 0/0/1/2/3 200 153 - - ---- 1/1/0/0/0 0/0 {…} "GET / HTTP/1.1"',
  'Mar  2 09:59:50 lb1 haproxy[655]: 10.0.1.55:4 [02/Mar/2026:09:59:50.054] web shop/web1 0/0/1/2/3 200 153 - - ---- 1/1/0/0/0 0/0 "GET /→ HTTP/1.1"',
  'INFO:     10.0.0.9:50112 - "GET /→ HTTP/1.1" 200 OK',
  '[2026-03-02T09:59:50.123Z] "GET /→ HTTP/1.1" 200 - 0 153 4 3 "-" "…" "0d5f" "shop.example" "10.0.0.11:8000"',
  '[pid: 1|app: 0|req: 7/9] 10.0.0.9 () {40 vars in 512 bytes} [Mon Mar  2 09:59:50 2026] GET /→ => generated 9 bytes in 1 msecs (HTTP/1.1 200)',
  'GET /→ 200 3.214 ms - 12',
  '[GIN] 2026/03/02 - 09:59:50 | 200 |     1.2ms |  10.0.0.9 | GET      "/→"',
  '[I 260302 09:59:50 web:2348] 200 GET /→ (10.0.0.9) 1.20ms',
  '[Mon Mar  2 09:59:50 2026] 10.0.0.9:50112 [200]: GET /→',
  'I, [2026-03-02T09:59:50.1 #7]  INFO -- : Started GET "/→" for 10.0.0.9 at 2026-03-02 09:59:50 +0000',
  'I, [2026-03-02T09:59:50.1 #7]  INFO -- :   Parameters: {"q"=>"…"}',
  'method=GET path=/→ format=html controller=Shop action=index status=200 duration=5.3 view=1.0',
  '127.0.0.1 -  02/Mar/2026:09:59:50 +0000 "GET /→" 200',
  '[02/Mar/2026 09:59:50] "GET /→ HTTP/1.1" 200 12',
  '{"level":"info","ts":1772445590.1,"logger":"http.log.access","msg":"handled request","request":{"method":"GET","uri":"/→","headers":{"User-Agent":["…"]}},"duration":0.01,"size":9,"status":200}',
  '{"ClientHost":"10.0.0.9","DownstreamStatus":200,"RequestMethod":"GET","RequestPath":"/→","request_User-Agent":"…","level":"info","msg":"","time":"2026-03-02T09:59:50Z"}',
  '{"method":"GET","path":"/→","response_code":200,"response_flags":"-","user_agent":"…"}',
  '{"time":"2026-03-02T09:59:50Z","remote_addr":"10.0.0.9","request":"GET /→ HTTP/1.1","status":"200","http_user_agent":"…","http_referer":"…"}',
  '{"level":30,"time":1772445590000,"req":{"method":"GET","url":"/→","headers":{"user-agent":"…"}},"res":{"statusCode":200},"responseTime":3,"msg":"request completed"}',
  '{"log":"10.0.0.9 - - [02/Mar/2026:09:59:50 +0000] \\"GET / HTTP/1.1\\" 200 612 \\"-\\" \\"…\\"\\n","stream":"stdout","time":"2026-03-02T09:59:50.1Z"}',
  // Errors about one request
  '2026/03/02 09:59:50 [error] 7#7: *4 open() "/srv/www/→" failed (2: No such file or directory), client: 10.0.0.9, server: shop.example, request: "GET /→ HTTP/1.1", host: "shop.example"',
  '2026/03/02 09:59:50 [error] 7#7: *4 access forbidden by rule, client: 10.0.0.9, server: shop.example, request: "GET /… HTTP/1.1", host: "…", referrer: "…"',
  '2026/03/02 09:59:50 [info] 7#7: *4 client sent invalid method while reading client request line, client: 10.0.0.9, server: shop.example, request: "…"',
  '[Mon Mar 02 09:59:50.1 2026] [core:info] [pid 7] [client 10.0.0.9:5] AH00128: File does not exist: /srv/www/→',
  '[Mon Mar 02 09:59:50.1 2026] [authz_core:error] [pid 7] [client 10.0.0.9:5] AH01630: client denied by server configuration: /srv/www/→, referer: …',
  '[Mon Mar 02 09:59:50 2026] [error] [client 10.0.0.9] File does not exist: /srv/www/→, referer: …',
  '[Mon Mar 02 09:59:50.1 2026] [security2:error] [pid 7] [client 10.0.0.9] ModSecurity: Warning. Pattern match "x" at ARGS:q. [data "…"] [uri "/→"]',
  'WARNING:django.request:Not Found: /→',
  "Invalid HTTP_HOST header: '…'. You may need to add '…' to ALLOWED_HOSTS.",
  'ActionController::RoutingError (No route matches [GET] "/→"):',
  '{"level":"warn","msg":"slow request","request":{"uri":"/→"},"user_agent":"…","took":3.2}',
  'slow request: method GET, user-agent: …',
  'slow request took=3s user_agent="…" referer="…"',
]

/** A line with the words of a visitor in it, as they come through an address or a header. */
export function visitorLine(template: string, words: string): string {
  const isRecord = template.includes('{"')
  const inHeader = isRecord ? words.replaceAll('"', '\\"') : words.replaceAll('"', '\\x22')
  return template.replaceAll('…', inHeader).replaceAll('→', inHeader)
}
