/**
 * `tell_user` prints `user <name>`, which advice is made of: /etc/passwd is read by the shell itself, and only an account
 * from elsewhere (LDAP) costs a process. proc_pid_status(5): the first of `Uid:` is the real one.
 */
export const tellUserFunction = `tell_user() {
  own=''; user=''
  while read -r k v _; do case $k in Uid:) own=$v; break;; esac; done </proc/self/status
  while IFS=: read -r n _ v _; do [ "$v" = "$own" ] && [ -n "$own" ] && { user=$n; break; }; done </etc/passwd
  printf 'user %s\\n' "\${user:-$(id -un)}"
}`

/**
 * Shell that tells the user where the system's journal is closed to us. Source: systemd-journald.service(8), the places of
 * the journal.
 */
export const tellUserWithoutJournal = `open=''; for f in /var/log/journal/*/system.journal /run/log/journal/*/system.journal; do [ -r "$f" ] && open=yes; done
[ -n "$open" ] || tell_user`
