import { describe, expect, it } from 'vitest'
import { parseHexAddress, parseSocketAddress } from './socket-address.ts'

describe('parseSocketAddress()', () => {
  it.each([
    ['127.0.0.1:22', '127.0.0.1', 22],
    ['[::1]:8000', '::1', 8000],
    ['*:80', '*', 80],
    ['127.0.0.53%lo:53', '127.0.0.53', 53],
    ['[fe80::1]%eth0:546', 'fe80::1', 546],
    ['[::ffff:10.0.0.1]:443', '::ffff:10.0.0.1', 443],
  ])('reads %s', (text, address, port) => {
    expect(parseSocketAddress(text)).toEqual({ address, port })
  })

  it.each([['x'], ['1.2.3.4:*'], ['1.2.3.4:99999'], ['evil name:1']])('does not read %j', (text) => {
    expect(parseSocketAddress(text)).toBeUndefined()
  })
})

describe('parseHexAddress()', () => {
  it.each([
    ['0100007F:1F90', '127.0.0.1', 8080],
    ['00000000:0016', '0.0.0.0', 22],
    ['00000000000000000000000000000000:1F40', '::', 8000],
    ['00000000000000000000000001000000:0050', '::1', 80],
    ['0000000000000000FFFF00000100007F:1F40', '::ffff:127.0.0.1', 8000],
    ['B80D0120000000000000000001000000:0050', '2001:db8::1', 80],
    ['B80D0120010000000000000001000000:0050', '2001:db8:0:1::1', 80],
  ])('reads %s', (text, address, port) => {
    expect(parseHexAddress(text)).toEqual({ address, port })
  })

  it.each([['0100007F'], ['0100007F0100007F:0050'], ['0100007f:0050'], ['10.0.0.1:8000']])(
    'does not read %j',
    (text) => {
      expect(parseHexAddress(text)).toBeUndefined()
    },
  )
})
