import { expect, it } from 'vitest'
import { bytes, percent } from './render-figure.ts'

it('percent() never rounds up to 100', () => {
  const ratios = [0, 0.004, 0.005, 0.93, 0.994, 0.9949, 0.995, 0.9999, 1, 1.0044, 1.2]
  expect(ratios.map(percent)).toEqual(
    ['0', '0', '1', '93', '99', '99', '99.5', '99.9', '100', '100', '120'].map((text) => `${text} %`),
  )
})

it('bytes() in the largest unit that leaves a whole number', () => {
  const counts = [0, 9, 999, 1000, 9_949, 9_999, 10_000, 812e6, 3.4e9, 5e12, 4e15]
  expect(counts.map(bytes)).toEqual([
    '0 B',
    '9 B',
    '999 B',
    '1.0 KB',
    '9.9 KB',
    '10.0 KB',
    '10 KB',
    '812 MB',
    '3.4 GB',
    '5.0 TB',
    '4000 TB',
  ])
})
