import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { tryCommand } from '../../lab/command.ts'

const docs = fileURLToPath(new URL('../../../docs/img/', import.meta.url))
const scrap = await mkdtemp(join(tmpdir(), 'slash503-pictures-'))
const isForDocs = process.env['UPDATE_SCREENSHOTS'] !== undefined

/**
 * Pictures go into a temporary folder; `UPDATE_SCREENSHOTS=1` writes those of the documentation into `docs/img/`, half as
 * large where `pngquant` is installed.
 */
export async function takePicture(page: Page, name: string, options: { inDocs: boolean }): Promise<void> {
  const isKept = isForDocs && options.inDocs
  const directory = isKept ? docs : scrap
  await mkdir(directory, { recursive: true })
  const path = join(directory, `slack-${name}.png`)
  await page.mouse.move(0, 0)
  await page.screenshot({ path })
  if (isKept)
    await tryCommand(['sh', '-c', `! command -v pngquant || pngquant --force --strip --output "$0" 256 "$0"`, path])
}
