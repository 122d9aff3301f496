import type { Signature } from '../log-signature.ts'

/** Connection pools of applications, and what they fail to reach. */
// biome-ignore format: one line for each signature
export const poolsSignatures: readonly Signature[] = [
  { id: 'sqlalchemy-pool', program: 'sqlalchemy', literals: ['QueuePool limit'], pattern: /QueuePool limit of size \d+ overflow \d+ reached/, meaning: 'the application’s own pool is exhausted: connections leak, or SQL is slow', supports: 'db_connections_exhausted', source: 'SQLAlchemy lib/sqlalchemy/pool/impl.py' },
  { id: 'hikaricp-pool', program: 'hikaricp', literals: ['Connection is not available'], pattern: /HikariPool-\d+ - Connection is not available, request timed out after/, meaning: 'the application’s own pool is exhausted: connections leak, or SQL is slow', supports: 'db_connections_exhausted', source: 'HikariCP HikariPool.java createTimeoutException' },
  { id: 'pg-pool', program: 'node-postgres', literals: ['timeout exceeded when trying'], pattern: /timeout exceeded when trying to connect/, meaning: 'the application’s own pool (node-postgres) is exhausted', supports: 'db_connections_exhausted', source: 'capture _hostlog__node_postgres_pool.log' },
  { id: 'dependency-refused', program: 'app', literals: ['onnection refused', 'ECONNREFUSED', 'refused'], pattern: /connection to server at "[^"]{1,200}"[^\n]{0,80}, port \d+ failed: Connection refused|ECONNREFUSED|Connection refused\. Check that the hostname|Connection to \S{1,200} refused/, meaning: 'nothing listens where the application looks for its database or another service', supports: 'dependency_failure', source: 'capture _hostlog__node_postgres_pool.log' },
]
