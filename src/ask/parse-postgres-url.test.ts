import { describe, expect, it } from 'vitest'
import { parsePostgresUrl } from './parse-postgres-url.ts'

const plain = { host: 'db1', port: 5432, user: 'probe', database: 'orders', sslMode: 'prefer' }

describe('parsePostgresUrl()', () => {
  it.each([
    ['postgres://probe@db1/orders', plain],
    ['postgresql://probe@db1/orders', plain],
    ['postgres://probe:p%40ss%2Fw@db1:6432/orders', { ...plain, port: 6432, password: 'p@ss/w' }],
    [
      'postgres://probe@db1/orders?sslmode=verify-full&sslrootcert=/ca.pem',
      { ...plain, sslMode: 'verify-full', sslRootCert: '/ca.pem' },
    ],
    ['postgres://probe@db1/orders?sslmode=bogus', plain],
    ['postgres://probe@db1', { ...plain, database: 'probe' }],
    ['postgres://db1', { ...plain, user: 'postgres', database: 'postgres' }],
    ['postgres://probe@[::1]:5433/orders', { ...plain, host: '::1', port: 5433 }],
    ['postgres://probe@/orders?host=/run/postgresql', { ...plain, host: 'localhost', socketFolder: '/run/postgresql' }],
    ['postgres://db1/orders?user=probe&password=x', { ...plain, password: 'x' }],
    ['postgres://probe:50%25%zz@db1/orders', { ...plain, password: '50%25%zz' }],
  ])('reads %s', (text, target) => {
    expect(parsePostgresUrl(text)).toEqual(target)
  })
  it.each(['', 'db1', 'mysql://db1/x', 'postgres://db1:port/x'])('refuses %j', (text) => {
    expect(parsePostgresUrl(text)).toBeUndefined()
  })
})
