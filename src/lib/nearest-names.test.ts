import { expect, it } from 'vitest'
import { nearestNames } from './nearest-names.ts'

it.each([
  ['api-prd', ['api-prod', 'api-staging', 'shop'], ['api-prod']],
  ['API_PROD', ['api-prod', 'api-prod2'], ['api-prod', 'api-prod2']],
  ['api', ['shop', 'api-staging', 'api-prod'], ['api-prod', 'api-staging']],
  ['methd', ['method', 'headers', 'url'], ['method']],
  ['app3', ['app1', 'app2', 'db1'], ['app1', 'app2']],
  ['a1', ['b1', 'c9', 'a12'], ['a12', 'b1']],
  ['xy', ['url'], []],
  ['something else', ['api-prod', 'shop'], []],
  ['', ['url', 'api-prod'], []],
  ['x'.repeat(100_000), ['api-prod'], []],
])('nearestNames() of %j among %j', (typed, names, near) => {
  expect(nearestNames(typed, names)).toEqual(near)
})
