/** What a line must not contain for a meaning to hold that its other words suggest. */

/** The server answered, and what it said is told by its own words. */
export const saidByServer = /(?:FATAL|FATALE|FATALT|ВАЖНО|ФАТАЛЬНО|치명적오류|致命错误|致命的エラー|ფატალური) ?: /

/** The connection failed because none is left. */
export const connectionsSpent =
  /too many (?:clients|connections)|connection slots|53300|pool has been exhausted|trop de clients|zu viele Verbindungen|demasiados clientes|troppi client|слишком много/i

export const mysqlSpent = /too many connections|max_user_connections|is blocked because of/i

/** Others have too many connections, too. */
export const notMysql = /redis|\b421\b|count=\d|role "|database "/i

/** Redis is there and refuses: its own words say why. */
export const redisAnswered =
  /\b(?:NOAUTH|WRONGPASS|NOPERM|LOADING Redis|BusyLoadingError|MISCONF|READONLY|MASTERDOWN|CLUSTERDOWN|NOREPLICAS)\b|OOM command|max number of clients|authentication failure|TimeoutException|TimeoutError|read error on connection/

/** Proxies written in Go, and in Rust: what they do not reach is the application behind them. */
export const goProxies =
  /http\.log\.error|http\.handlers\.reverse_proxy|reverseproxy\.|502 Bad Gateway|504 Gateway Timeout|http: proxy error|proxying to upstream|origin service|entryPointName|[Hh]ealth ?check|[Pp]robe failed|\bupstream\b/

/** Proxies in Node, likewise. */
export const nodeProxies = /\[HPM\]|Failed to proxy|http proxy error/

/** Databases and proxies that tell by words of their own that their address is taken. */
export const bindsOfOthers =
  /AH00072|make_sock|bind\(\) to |\[emerg\]|cannot bind socket|could not bind (?:IPv|Unix)|server TCP listening socket|Can't start server|Starting (?:proxy|frontend)|\[ALERT\]|trying (?:another|\d)|loading (?:initial|new) config|entryPoint|opening listener|cannot bind '|Could not (?:get socket|listen)|failed to listen on|\(network\.c|Failed to set up listener/

/** The pool of the application ran dry, and its line names that. */
export const poolsSpent = /Pool empty|Connection is not available|acquisition timeout/

/** Said of a module that the program goes on without. */
export const optionalModule =
  /\b(?:warn|warning|info|debug|notice|trace)\b|Warning:|optional|fall(?:ing|s)? ?-?back|not used|unavailable|not available|disabled|skipp(?:ed|ing)|ignor(?:ed|ing)|, using |\binstead\b|could not be loaded|will not be|could not import \S|except (?:ImportError|ModuleNotFoundError)/i

/** Proxies, which tell by words of their own whom they do not reach; and what a person tried by hand. */
export const connectsOfOthers =
  /while connecting to upstream|attempt to connect to|AH\d{5}|is DOWN|[Hh]ealth ?check|FetchError|CONNECT: attempt|establishing connection|http\.log|502 Bad Gateway|http: proxy error|\bupstream\b|\[HPM\]|Failed to proxy|postfix|status=deferred|\bssh: |^\* |^curl: |port 22\b/
