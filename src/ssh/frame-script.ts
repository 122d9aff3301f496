import { quote } from '../lib/quote.ts'

/** What the script needs of a section; its place in the list is its name in the frames. */
export interface FramedSection {
  readonly script: string
  readonly mayHang?: boolean
  /** Nobody reads its standard error. */
  readonly isQuiet?: boolean
  /** Most bytes of one of its streams that are sent. */
  readonly limitBytes: number
}

/** Random names of one run. */
export interface FrameNames {
  /** 32 hex digits that only the shell and we know: what marks a frame. A new one for each script. */
  readonly nonce: string
  /** Hex digits in the environment of every process of the run, for anybody to see: what finds them again. */
  readonly tag: string
}

/** Standard directories only: a probe must not depend on what a login file puts first. */
export const remotePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Environment variable that marks every process of one run, so that those which left the process group are found again. */
export const tagName = 'SLASH503_RUN'

/**
 * The command for the exec request. The script itself arrives over stdin, which no process list shows: neither a local
 * user nor one of our own probes that looks for a program's name finds it there, and no 128 KB limit applies.
 * These words mean the same to sh, bash, zsh, fish and csh. `env -i`: nothing of the account's environment reaches a probe.
 */
export function shellCommand(tag?: string): string {
  const mark = tag === undefined ? '' : `${tagName}=${tag} `
  return `exec /usr/bin/env -i ${mark}LC_ALL=C TERM=dumb HOME=/ PATH=${remotePath} /bin/sh`
}

/**
 * One POSIX sh script that runs every section in a subshell and frames what it prints. A frame is a line that begins
 * with `nonce`, wherever it stands in the stream; the reader is `createFrameReader()`.
 *
 *     s <pid> <process group>   the shell runs             e <i> <exit>  section i in the foreground ended
 *     o <i> <line>  p <i> …     a line that background section i printed on stdout, on stderr; O and P: without newline
 *     x <i> <exit>              background section i ended         z <i>  all it printed is told
 *     y <i>                     it printed more than its limit     q      all done
 *
 * A section in the foreground costs one process. One beside it costs three: itself, and one for each of its streams, which is
 * read as a whole (a shell reads lines from a pipe byte by byte) and told when it has ended; two, where nobody reads its
 * standard error.
 * A watcher beside the sections waits on stdin: a line, or its end because the connection or we are gone, ends everything.
 * The nonce lives in a shell variable that is not exported and that a section's subshell unsets. A background frame is
 * one write of less than 1 KB, so it stays whole beside whatever the foreground prints.
 */
export function frameScript(sections: readonly FramedSection[], { nonce, tag }: FrameNames): string {
  if (!/^[0-9a-f]{32}$/.test(nonce))
    throw new RangeError('Cannot frame a script with a nonce that is not 32 hex digits')
  if (!/^[0-9a-f]+$/.test(tag)) throw new RangeError('Cannot frame a script with a tag that is not hex digits')
  const calls = sections.map((section, index) => ({ section, index }))
  const background = calls.filter(({ section }) => section.mayHang)
  const foreground = calls.filter(({ section }) => !section.mayHang)
  // In braces, so that a script cut off on its way is a syntax error and runs nothing.
  const script = [
    '{',
    `s503_n=${nonce}`,
    `s503_t=${tag}`,
    prelude,
    ...background.map(
      ({ section, index }) =>
        `s503_${section.isQuiet ? 'quiet' : 'background'} ${index} ${section.limitBytes} ${quote(section.script)} & s503_p="$s503_p $!:${index}"`,
    ),
    ...foreground.map(({ section, index }) => `s503_foreground ${index} ${quote(section.script)}`),
    finale,
    '}',
    '',
  ].join('\n')
  return readAtOnce(script) + script
}

/**
 * bash reads a script on stdin byte by byte, 15 ms for 20 KB; `head` takes exactly the script in a tenth of
 * that; without `head` it goes on as before. Descriptor 6 is for the watcher: opened inside of `eval` it crashes bash 5.2.
 */
function readAtOnce(script: string): string {
  return `exec 6<&0; [ -n "$BASH_VERSION" ] && eval "$(head -c ${Buffer.byteLength(script)} 2>/dev/null)"\n`
}

/** Longest payload of a background frame: with its head it stays below stdio buffers of 1 KB and below PIPE_BUF. */
const pieceLength = 900

/** A shell takes the beginning off a text in steps of this length: it tries every length up to it. */
const stepLength = 100

/** Of a longer text a shell would copy the rest once for every line; `awk` takes it apart. */
const longText = 16_384

/** Prints frames as `s503_lines` does; the nonce comes by its environment, which no other account sees. */
const awkFrames = String.raw`
BEGIN { n = ENVIRON["s503_n"] }
{
  while (length($0) > ${pieceLength}) {
    printf "%s%s %s %s\n", n, rest, i, substr($0, 1, ${pieceLength}); fflush()
    $0 = substr($0, ${pieceLength + 1})
  }
  printf "%s%s %s %s\n", n, line, i, $0; fflush()
}`

/**
 * Most private memory of each process there, in KiB: what prints without end must not fill a host in trouble while `awk`
 * or a shell waits for the end of its line. RLIMIT_DATA counts no shared mapping, of which journalctl makes large ones.
 */
const heapKib = 262_144

/** The same of a shell that takes what a section prints: several copies of the largest output, and the shell's own. */
const captureKib = 8192

/**
 * The watcher stops the shell first, so that nothing new begins, and looks again until it finds nothing: what is being
 * forked at one look is there at the next. `echo` and `read` are built into every sh. The priority is lowered once, for all that follows:
 * nice 5 weighs a third of an application's share (kernel sched_prio_to_weight), and still answers on a host that is overloaded. `renice` without util-linux
 * or busybox fails in silence: the run goes on at normal priority.
 */
const prelude = `s503_q='${'?'.repeat(stepLength)}'
s503_b='
'
umask 077
cd /
ulimit -S -d ${heapKib} 2>/dev/null
s503_g=
read -r s503_a s503_a s503_a s503_a s503_g s503_a </proc/$$/stat
exec 5>&1
echo "\${s503_n}s $$ $s503_g"
echo "\${s503_n}s $$ $s503_g" >&2
s503_watcher() {
read -r s503_l <&6
read -r s503_w s503_a </proc/self/stat
kill -s STOP $$
s503_c=
s503_r=1
while [ -n "$s503_r" ] && [ "$s503_c" != xxxxx ]; do
s503_c=\${s503_c}x
s503_r=
for s503_i in $(grep -l ${tagName}="$s503_t" /proc/[0-9]*/environ 2>/dev/null </dev/null); do
s503_i=\${s503_i#/proc/}
s503_i=\${s503_i%/environ}
[ "$s503_i" = "$s503_w" ] || [ "$s503_i" = $$ ] || { kill -s KILL "$s503_i" && s503_r=1; }
done
done
[ "$s503_g" = $$ ] && kill -s KILL 0
kill -s KILL $$
}
s503_watcher >/dev/null 2>&1 5>&- &
s503_w=$!
s503_p=
renice -n 5 -p $$ >/dev/null 2>&1 </dev/null
s503_section() {
s503_s=$1
unset s503_n s503_q s503_g s503_a s503_t s503_w s503_p
set --
eval "$s503_s"
}
s503_foreground() {
( s503_section "$2" ) </dev/null 5>&- 6<&-
s503_r=$?
echo "\${s503_n}e $1 $s503_r"
echo "\${s503_n}e $1 $s503_r" >&2
}
s503_pieces() {
while [ "\${#s503_x}" -gt ${pieceLength} ]; do
printf '%s%s %s %.${pieceLength}s\\n' "$s503_n" "$1" "$s503_i" "$s503_x"
${Array(pieceLength / stepLength)
  .fill('s503_x=${s503_x#$s503_q}')
  .join('\n')}
done
}
s503_lines() {
if [ "\${#s503_l}" -gt ${longText} ]; then
printf '%s\\n' "$s503_l" | s503_n="$s503_n" awk -v i="$s503_i" -v line="$1" -v rest="$2" ${quote(awkFrames)} && return
fi
while [ -n "$s503_l" ]; do
s503_x=\${s503_l%%"$s503_b"*}
case $s503_l in *"$s503_b"*) s503_l=\${s503_l#*"$s503_b"};; *) s503_l=;; esac
s503_pieces "$2"
printf '%s%s %s %s\\n' "$s503_n" "$1" "$s503_i" "$s503_x"
done
}
s503_capture() {
s503_l=$(ulimit -S -d ${heapKib} 2>/dev/null; s503_section "$2" </dev/null 5>&- 6<&-)
s503_r=$?
[ "\${#s503_l}" -le "$1" ] || exit 1
s503_lines o O >&5
echo "\${s503_n}x $s503_i $s503_r" >&5
}
s503_quiet() {
s503_i=$1
ulimit -S -d ${captureKib} 2>/dev/null
s503_capture "$2" "$3" 2>/dev/null
echo "\${s503_n}z $s503_i" >&5
}
s503_background() {
s503_i=$1
ulimit -S -d ${captureKib} 2>/dev/null
if s503_l=$(s503_capture "$2" "$3" 2>&1); then
s503_lines p P >&5
echo "\${s503_n}z $s503_i" >&5
else exit 1
fi
}`

/**
 * A shell that takes output and has no room for it ends with 1 or 2, dash by a fault (139). Whatever a section left running
 * in the group goes with the shell itself; only where the group is the shell's own.
 */
const finale = `for s503_i in $s503_p; do
wait "\${s503_i%:*}"
case $? in 1|2|139) echo "\${s503_n}y \${s503_i#*:}";; esac
done
echo "\${s503_n}q"
[ "$s503_g" = $$ ] && kill -s KILL 0
kill -s KILL $s503_w
exit 0`

/** The last resort, from a shell of its own, where the watcher did not do it: the same, by tag and by group. */
export function sweepScript(tag: string, group?: number): string {
  const killGroup = group === undefined ? '' : `kill -s KILL -- -${group} 2>/dev/null\n`
  return `{
for p in $(grep -l ${tagName}=${tag} /proc/[0-9]*/environ 2>/dev/null </dev/null); do
p=\${p#/proc/}
kill -s KILL "\${p%/environ}" 2>/dev/null
done
${killGroup}exit 0
}
`
}
