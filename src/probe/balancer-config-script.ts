import { quote } from '../lib/quote.ts'
import { tellUserFunction } from './system-journal.ts'

/** Of one file; and of one line, in characters. A file that goes beyond is told as cut. */
const linesLimit = 4000
const lineLimit = 2000
/** All files of the programs that run, in bytes; of one that stands still a glance must do. */
const runningBytes = 150_000
const standingBytes = 20_000

/** HAProxy and Apache: lines, by the word they begin with; secrets (`user`, `stats auth`, certificates, headers) are not among them. */
const wanted = {
  haproxy:
    '^[ \t]*(global|defaults|frontend|backend|listen|peers|resolvers|userlist|mailers|cache|program|ring|http-errors|fcgi-app|log-forward|log-profile|crt-store|traces|acme|mode|stats[ \t]+socket|server|server-template|default-server|option[ \t]+httpchk|http-check[ \t]+send|http-request[ \t]+(deny|tarpit|return)|monitor|disabled|acl[ \t].*(host|sni)|use_backend|default_backend|setenv|presetenv)([ \t]|$)|^[ \t]*acl[ \t].*(host|sni)',
  apache:
    '^[ \t]*(<|(balancermember|proxypass|proxypassmatch|sethandler|rewriterule|redirect|redirectmatch|servername|serveralias|serverroot|define|use|include|includeoptional)[ \t])',
  nginx:
    '^[ \t]*(upstream|server|server_name|listen|location|if|return|error_page|limit_req|limit_conn|limit_[a-z]+_(status|dry_run)|set|include|[a-z]+_pass)[ \t]',
  varnish: 'req[.]backend|synth|error|add_backend|^[ \t]*(new|include)[ \t]',
} as const

/**
 * Prints what matters of each file and nothing that would break its structure: comments, and directives of one line that are
 * none of ours, are left out. First come the patterns of what the files include, one a line, then `---`: parts that every
 * package brings, and that hold no server, are not read. Written for mawk and busybox: no classes and no counts in its patterns.
 */
const filter = String.raw`
function say(line) { said[++count] = line }
function cut() { say("cut " kind " " FILENAME) }
function included(line) {
  sub(/^.*[Ii][Nn][Cc][Ll][Uu][Dd][Ee]([A-Za-z]*)[ \t]+/, "", line); sub(/[;#].*$/, "", line); gsub(/["']/, "", line)
  if (line !~ /[$]|mime[.]types|_params|fastcgi[.]conf|mods-|modules|letsencrypt/) words = words line "\n"
}
FNR == 1 { say("file " kind " " FILENAME); n = 0; map = 0; more = 0; took = 0 }
{ sub(/\r$/, ""); low = tolower($0); keep = 1 }
low ~ /^[^#]*include(optional)?[ \t]/ { included($0) }
full { next }
kind == "haproxy" || kind == "apache" {
  keep = more ? took : (low ~ wanted && low !~ /^[ \t]*((pre)?setenv|define)[ \t].*(pass|secret|token|key)/)
  more = (low ~ /\\$/); took = keep
}
kind == "nginx" {
  if (low ~ /^[ \t]*(#|$)/) keep = 0
  else if (!map && low !~ wanted && low ~ /^[ \t]*[a-z0-9_]+[ \t]+([^{};"'#]|"[^"]*"|'[^']*')*;[ \t]*(#.*)?$/) keep = 0
  if (low ~ /^[ \t]*(map[ \t]+["']?[$][{]?(host|http_host|hostname|server_|ssl_preread|uri|request_|scheme|remote_addr)|split_clients[ \t]|geo[ \t])/) map = 1
  if (low ~ /[}]/) map = 0
}
kind == "varnish" && low !~ wanted {
  if (low ~ /^[ \t]*(#|\/\/|$)/ || low ~ /^[ \t]*(set|unset|remove)[ \t]([^{}"*]|"[^"]*")*;[ \t]*$/) keep = 0
}
!keep { next }
++n > lines { if (n == lines + 1) cut(); next }
length($0) > width { $0 = substr($0, 1, width); if (!told[FILENAME]++) cut() }
{ room -= length($0) + 3; if (room < 0) { cut(); full = 1; next } say("> " $0) }
END { printf "%s\n---\n", words; for (i = 1; i <= count; i++) print said[i] }`

/** `dump kind base file…`: the files and what they include, four deep, at most 400 at a time; `room` is what may be printed. */
export const dumpFunction = `
dump() {
  kind=$1; base=$2; wanted=$3; shift 3
  known='|'; depth=0
  while [ $# -gt 0 ] && [ $depth -lt 5 ]; do
    n=$#; depth=$((depth + 1))
    for f; do
      case $known in *"|$f|"*) continue;; esac
      known="$known$f|"
      if [ -f "$f" ]; then
        if [ ! -r "$f" ]; then denied=yes; printf 'denied %s %s\\n' "$kind" "$f"
        elif [ ! -s "$f" ]; then printf 'file %s %s\\n' "$kind" "$f"
        elif [ $(($# - n)) -lt 400 ]; then set -- "$@" "$f"
        else printf 'cut %s %s\\n' "$kind" "$f"; fi
      elif [ -d "$f" ] && [ ! -x "$f" ]; then denied=yes; printf 'denied %s %s\\n' "$kind" "$f"; fi
    done
    shift $n
    [ $# -gt 0 ] || break
    text=$(awk -v kind="$kind" -v wanted="$wanted" -v room="$room" -v lines=${linesLimit} -v width=${lineLimit} ${quote(filter)} "$@")
    words=\${text%%"$nl---$nl"*}; text=\${text#*"$nl---$nl"}
    printf '%s\\n' "$text"
    room=$((room - \${#text}))
    [ "$kind" != haproxy ] || break
    set -f; set -- $words; set +f
    n=$#
    for f; do case $f in /*) ;; *) f=$base/$f;; esac; set -- "$@" $f; done
    shift $n
  done
}`

/** `name pid` of the oldest process of each program that balances; one pass, as in `pids-of.ts`. */
const oldestOf = `
BEGIN {
  for (i = split("haproxy nginx apache2 httpd varnishd caddy envoy traefik", names, " "); i > 0; i--) wanted[names[i]] = 1
  for (i = 1; i < ARGC; i++) {
    if ((getline line < ARGV[i]) > 0) {
      start = index(line, "("); end = index(line, ") "); comm = substr(line, start + 1, end - start - 1)
      if (comm in wanted) {
        split(substr(line, end + 2), rest, " ")
        if (!(comm in pid) || rest[20] + 0 < since[comm]) { pid[comm] = line + 0; since[comm] = rest[20] + 0 }
      }
    }
    close(ARGV[i])
  }
  for (comm in pid) print comm, pid[comm]
}`.trim()

/** Sockets of the packages of Debian, Ubuntu, RHEL and Alpine, and of HAProxy's own examples. */
const usualSockets =
  '/run/haproxy/admin.sock /run/haproxy.sock /var/lib/haproxy/stats /run/haproxy/haproxy.sock /tmp/haproxy.sock'

/**
 * A program started with `-f` or `-c` reads its configuration from there; `read` leaves out the zeros between its arguments,
 * which is enough to see that it was not. nginx writes its arguments as one text with spaces.
 * Where the first file is closed to us, those that packages include are read all the same.
 */
export const balancerConfigScript = `
oldest() { case $found in *"
$1 "*) p=\${found#*"
$1 "}; p=\${p%%
*};; *) p='';; esac; }
configured() {
  l=''; take=''; own=''
  read -r l 2>/dev/null <"/proc/$1/cmdline"
  case $l in *"$2"*) ;; *) return;; esac
  set -f
  for w in $(tr '\\0' '\\n' <"/proc/$1/cmdline"); do
    case $take$w in yes/*) own="$own $w";; esac
    if [ "$w" = "$2" ]; then take=yes; else take=''; fi
  done
  set +f
}
found="
$(awk ${quote(oldestOf)} /proc/[0-9]*/stat)
"
${tellUserFunction}
denied=''; nl='
'
${dumpFunction.trim()}
[ -r /proc/1/stat ] || echo hidepid
for u in "$unit" haproxy.service nginx.service apache2.service httpd.service varnish.service; do
  for d in /etc/systemd/system /run/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    if [ -n "$u" ] && [ -e "$d/$u" ]; then printf 'unit %s\\n' "$u"; break; fi
  done
done
for f in ${usualSockets}; do [ -S $f ] && echo "socket $f"; done
oldest haproxy; ha=$p; oldest nginx; ng=$p; oldest varnishd; va=$p; oldest apache2; [ -n "$p" ] || oldest httpd; ap=$p
count=0; for p in "$ha" "$ng" "$ap" "$va"; do [ -z "$p" ] || count=$((count + 1)); done
share() { if [ -n "$1" ]; then room=$((${runningBytes} / count)); else room=${standingBytes}; fi; }
own=''
if [ -n "$ha" ]; then echo 'running haproxy'; configured "$ha" -f; fi
set -f; set -- $own; set +f
[ $# -gt 0 ] || set -- /etc/haproxy/haproxy.cfg /etc/haproxy/conf.d
for f; do [ -d "$f" ] && set -- "$@" "$f"/*.cfg; done
share "$ha"; dump haproxy / ${quote(wanted.haproxy)} /etc/haproxy "$@"
own=''
if [ -n "$ng" ]; then echo 'running nginx'; configured "$ng" -c; fi
set -f; set -- $own; set +f
[ $# -gt 0 ] || { set -- /etc/nginx/nginx.conf; [ -f "$1" ] || [ ! -f /usr/local/openresty/nginx/conf/nginx.conf ] || set -- /usr/local/openresty/nginx/conf/nginx.conf; }
base=\${1%/*}
[ -r "$1" ] || set -- "$@" /etc/nginx/conf.d/*.conf /etc/nginx/http.d/*.conf /etc/nginx/sites-enabled/*
share "$ng"; dump nginx "$base" ${quote(wanted.nginx)} /etc/nginx "$@"
own=''
if [ -n "$ap" ]; then echo 'running apache'; configured "$ap" -f; fi
set -f; set -- $own; set +f
if [ $# -eq 0 ]; then for f in /etc/apache2/apache2.conf /etc/httpd/conf/httpd.conf /etc/apache2/httpd.conf /usr/local/apache2/conf/httpd.conf; do [ -f "$f" ] && set -- "$@" "$f" && break; done; fi
base=/etc/apache2
[ $# -eq 0 ] || { base=\${1%/*}; base=\${base%/conf}; }
{ [ $# -gt 0 ] && [ -r "$1" ]; } || set -- "$@" /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-enabled/* /etc/httpd/conf.d/*.conf
share "$ap"; dump apache "$base" ${quote(wanted.apache)} /etc/apache2 /etc/httpd "$@"
own=''
if [ -n "$va" ]; then echo 'running varnish'; configured "$va" -f; fi
set -f; set -- $own; set +f
[ $# -gt 0 ] || set -- /etc/varnish/default.vcl
share "$va"; dump varnish /etc/varnish ${quote(wanted.varnish)} /etc/varnish "$@"
for o in caddy envoy traefik; do oldest $o; [ -z "$p" ] || echo "other $o"; done
[ -z "$denied" ] || tell_user
echo looked`.trim()
