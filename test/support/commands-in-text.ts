/** Programs that a person would be told to run, at the place of a command: followed by an option, a path or a subcommand. */
const programs =
  /(?:^|[\s:;(|'"])(?:sudo|ssh|systemctl|journalctl|psql|redis-cli|curl|grep|tail|cat|ss|nc|dig|ping|mtr|getent|ps|kill|top|df|du|lsof|nft|sysctl|conntrack|socat|usermod|setfacl|gpasswd|ssh-add|ssh-keygen|ssh-copy-id|echo|openssl|nginx|haproxy|apachectl|varnishadm|varnishlog|kubectl|chmod|chown|ls) (?:-{1,2}[\w$]|\/|\w[\w.-]*(?: |$)(?=(?:-|\/|\S+\.(?:service|conf|cfg|log)))|(?:status|start|stop|restart|reload|cat|show|list-units|edit|unmask)\b)/
const statements = /\b(?:SELECT\s+\S|pg_(?:terminate|cancel)_backend|CONFIG SET|ALTER (?:ROLE|SYSTEM)|GRANT \w+ TO)/
const placeholders = /<[a-z][\w :-]{0,30}>|\bUSER\b/

/** What of a text would have to be copied into a shell or a database; undefined when it is plain advice. */
export function commandIn(text: string): string | undefined {
  if (text.includes('`')) return '`'
  return (programs.exec(text) ?? statements.exec(text) ?? placeholders.exec(text))?.[0]
}
