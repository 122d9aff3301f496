import { expect, it } from 'vitest'
import { startView } from '../report/run-view.ts'
import { paintNothing } from './paint.ts'
import { renderLive } from './render-live.ts'

const view = {
  ...startView({ service: 'shop', startedAt: '2026-03-02T10:00:00.000Z', hosts: 2 }),
  elapsedMs: 640,
}

it('renderLive() shows a settled step by its mark, a running one by its progress, none wider than the terminal', () => {
  const steps = view.steps.map((step, index) => {
    if (index === 0) return { ...step, state: 'fail' as const, summary: 'shop answers 503 to everybody who asks' }
    return index === 1 ? { ...step, state: 'running' as const, done: 1, planned: 2 } : step
  })
  const lines = renderLive({ ...view, steps }, { width: 40, paint: paintNothing })
  expect(lines).toHaveLength(8)
  expect(lines.slice(0, 4)).toEqual([
    'Checking shop on 2 hosts · 640 ms',
    `  FAIL ${steps[0]?.id.padEnd(13)} shop answers 503 t…`,
    `  ⠦    ${steps[1]?.id.padEnd(13)} 1 of 2`,
    `  ⠦    ${steps[2]?.id.padEnd(13)} `,
  ])
})
