import type { Signature } from '../log-signature.ts'
import { connectionSignatures } from './connections.ts'
import { dataServersSignatures } from './data-servers.ts'
import { databasesSignatures } from './databases.ts'
import { missingModulesSignatures } from './missing-modules.ts'
import { mysqlSignatures } from './mysql.ts'
import { otherDatabasesSignatures } from './other-databases.ts'
import { pgbouncerSignatures } from './pgbouncer.ts'
import { poolsSignatures } from './pools.ts'
import { jvmPoolsSignatures } from './pools-jvm.ts'
import { otherPoolsSignatures } from './pools-others.ts'
import { portInUseSignatures } from './port-in-use.ts'
import { postgresqlClientSignatures } from './postgresql-clients.ts'
import { postgresqlStateSignatures } from './postgresql-states.ts'
import { redisClientSignatures } from './redis-clients.ts'
import { releasesSignatures } from './releases.ts'
import { waitsSignatures } from './waits.ts'

/**
 * Applications, their databases, pools and caches: from what names one thing to what any program may say, since the
 * first meaning of a line is the one that is told.
 */
export const applicationSignatures: readonly Signature[] = [
  ...databasesSignatures,
  ...poolsSignatures,
  ...postgresqlStateSignatures,
  ...postgresqlClientSignatures,
  ...mysqlSignatures,
  ...otherDatabasesSignatures,
  ...redisClientSignatures,
  ...dataServersSignatures,
  ...pgbouncerSignatures,
  ...jvmPoolsSignatures,
  ...otherPoolsSignatures,
  ...portInUseSignatures,
  ...connectionSignatures,
  ...waitsSignatures,
  ...missingModulesSignatures,
  ...releasesSignatures,
]
