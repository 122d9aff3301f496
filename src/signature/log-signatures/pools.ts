import type { Signature } from '../log-signature.ts'

/** Connection pools of applications, and what they fail to reach. */
// biome-ignore format: one line for each signature
export const poolsSignatures: readonly Signature[] = [
  { id: 'sqlalchemy-pool', program: 'sqlalchemy', literals: ['QueuePool limit'], pattern: /QueuePool limit of size \d+ overflow \d+ reached/, meaning: 'the application’s own pool is exhausted: connections leak, or SQL is slow', supports: 'db_connections_exhausted', source: 'SQLAlchemy lib/sqlalchemy/pool/impl.py' },
  { id: 'hikaricp-pool', program: 'hikaricp', literals: ['Connection is not available'], pattern: /\S - Connection is not available, request timed out after/, meaning: 'the application’s own pool is exhausted: connections leak, or SQL is slow', supports: 'db_connections_exhausted', source: 'HikariCP HikariPool.java createTimeoutException' },
  { id: 'pg-pool', program: 'node-postgres', literals: ['timeout exceeded when trying'], pattern: /timeout exceeded when trying to connect/, meaning: 'the application’s own pool (node-postgres) is exhausted', supports: 'db_connections_exhausted', source: 'capture _hostlog__node_postgres_pool.log' },
]
