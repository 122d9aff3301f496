import { expect, it } from 'vitest'
import { createLiveView } from './live-view.ts'
import { paintNothing } from './paint.ts'

it('createLiveView() goes back over all rows that a narrowed terminal made of its lines, and leaves the cursor as it was', async () => {
  let columns = 80
  let onResize = (): void => undefined
  const written: string[] = []
  const output = {
    isTTY: true,
    columns: () => columns,
    write: async (text: string) => void written.push(text),
    onResize: (callback: () => void) => {
      onResize = callback
      return () => undefined
    },
  }
  const view = createLiveView({ output, paint: paintNothing, now: () => 0 })
  const service = 'a-service-with-a-name-of-forty-characters'
  view.onEvent({ kind: 'run:started', service, at: '2026-03-02T10:00:00.000Z', hosts: 2 })
  columns = 40
  onResize()
  await view.stop({ keep: false })
  const [first = '', second = ''] = written
  const lines = first.split('\n').slice(0, -1)
  const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.replace('\u001b[?25l', '').length / 40)), 0)
  expect(rows).toBeGreaterThan(lines.length)
  expect(first.startsWith('\u001b[?25l')).toBe(true)
  expect(second.startsWith(`\u001b[${rows}A\r\u001b[J`)).toBe(true)
  expect(written.at(-1)).toBe(`\u001b[${lines.length}A\r\u001b[J\u001b[?25h`)
})
