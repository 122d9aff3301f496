import { expect, it } from 'vitest'
import { page } from '../../../test/support/healthy-values.ts'
import { buildHttpAsk } from '../../probe/http.ts'
import { hideHeaderSecrets } from './hide-header-secrets.ts'

const ask = buildHttpAsk({
  url: 'http://x/',
  request: {
    headers: [
      { name: 'Authorization', value: 'Bearer hidden-token', isSecret: true },
      { name: 'Host', value: 'shop.example', isSecret: false },
    ],
  },
})

it.each([
  ['said back', 'you sent Bearer hidden-token to shop.example', 'you sent *** to shop.example'],
  ['without its scheme', '{"token":"hidden-token"}', '{"token":"***"}'],
  ['cut off at the end', 'you sent hidden-to', 'you sent ***'],
  ['cut off within its scheme', 'you sent Bear', 'you sent ***'],
  ['of which three characters may be chance', 'it is hid', 'it is hid'],
])('hideHeaderSecrets() hides a secret %s', (_what, body, shown) => {
  const answer = { kind: 'http', tries: [page(401, { body, headers: [['X-You', body]] })] } as const
  expect(hideHeaderSecrets(answer, ask)).toMatchObject({ tries: [{ body: shown }] })
})

it('hideHeaderSecrets() leaves an answer alone that nothing secret was sent for', () => {
  const answer = { kind: 'http', tries: [page(200)] } as const
  expect(hideHeaderSecrets(answer, buildHttpAsk({ url: 'http://x/' }))).toBe(answer)
})
