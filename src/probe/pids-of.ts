import { quote } from '../lib/quote.ts'

/**
 * One pass over the processes. A file that is gone when its turn comes is none: `getline` says so, where a file that awk
 * opens by itself would end mawk. `pid (comm) state ppid …`; comm may hold spaces and parentheses. Source: proc_pid_stat(5).
 */
const pass = `
BEGIN {
  for (i = 1; i < ARGC; i++) {
    if ((getline line < ARGV[i]) > 0) {
      start = index(line, "("); end = length(line)
      while (end > start && substr(line, end, 1) != ")") end--
      comm = substr(line, start + 1, end - start - 1); split(substr(line, end + 2), rest, " ")
      if (comm == ENVIRON["comm"] || rest[2] == ENVIRON["parent"]) print line + 0
    }
    close(ARGV[i])
  }
}`.trim()

/** `pids_of name parent` prints the processes of that name and those that a process started; either may be empty. One fork. */
export const pidsOfFunction = `pids_of() { comm=$1 parent=$2 awk ${quote(pass)} /proc/[0-9]*/stat; }`
