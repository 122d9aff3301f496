import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { CliWorld } from '../../src/cli/cli-world.ts'
import { slackManifestCommand } from '../../src/cli/serve-commands.ts'
import { optionalScopes, requiredScopes } from '../../src/slack/check-slack-access.ts'
import { manifestKeys, slackManifestSchema } from '../support/slack-manifest-schema.ts'

const file = readFileSync('manifest.yml', 'utf8')

interface Manifest {
  features: { shortcuts: { name: string }[]; slash_commands: { command: string; url?: string }[] }
  display_information: Record<string, unknown>
  oauth_config: { scopes: { bot: string[] } }
  settings: Record<'event_subscriptions' | 'interactivity', { request_url?: string }> & { socket_mode_enabled: boolean }
}

/** What `503 slack manifest` prints, read again. */
async function printed(flags: { http?: string } = {}): Promise<Manifest> {
  let out = ''
  const stdout = { write: async (text: string) => void (out += text) }
  await slackManifestCommand(flags, { stdout, slackManifest: async () => file } as unknown as CliWorld)
  return parse(out) as Manifest
}

function problemsOf(manifest: unknown): readonly string[] {
  const checked = slackManifestSchema.safeParse(manifest)
  return checked.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []
}

describe('manifest.yml', () => {
  it.each<[string, { http?: string }]>([
    ['for Socket Mode', {}],
    ['for HTTP', { http: 'https://503.example.com' }],
  ])('is valid by what Slack publishes, %s', async (_, flags) => {
    const manifest = await printed(flags)
    expect(problemsOf(manifest)).toEqual([])
    expect(Object.keys(manifest).filter((key) => !manifestKeys.includes(key))).toEqual([])
  })

  it('for HTTP has the address in each of the three places that Slack calls, and no Socket Mode', async () => {
    const { features, settings } = await printed({ http: 'https://503.example.com/' })
    const url = 'https://503.example.com/slack/events'
    const { event_subscriptions: events, interactivity } = settings
    expect([...features.slash_commands.map((each) => each.url), events.request_url, interactivity.request_url]).toEqual(
      [url, url, url],
    )
    expect(settings.socket_mode_enabled).toBe(false)
  })

  it.each<[string, (manifest: Manifest) => void, string]>([
    [
      'a shortcut of 25 characters',
      ({ features }) => features.shortcuts.slice(0, 1).forEach((s) => (s.name = 'x'.repeat(25))),
      'features.shortcuts.0.name',
    ],
    [
      'a command without /',
      ({ features }) => features.slash_commands.forEach((c) => (c.command = '503')),
      'features.slash_commands.0.command',
    ],
    ['an unknown key', ({ display_information: shown }) => (shown['colour'] = 'red'), 'display_information'],
    [
      'a name of 36 characters',
      ({ display_information: shown }) => (shown['name'] = 'x'.repeat(36)),
      'display_information.name',
    ],
    [
      'an address without a protocol',
      ({ settings }) => (settings.interactivity.request_url = '503.example.com'),
      'settings.interactivity.request_url',
    ],
  ])('with %s would not be', async (_, spoil, place) => {
    const manifest = await printed()
    spoil(manifest)
    expect(problemsOf(manifest).map((problem) => problem.split(': ')[0])).toEqual([place])
  })

  it('asks for the scopes that the bot checks at its start, and docs/slack.md says why for each', async () => {
    const { scopes } = (await printed()).oauth_config
    expect(scopes.bot.toSorted()).toEqual([...requiredScopes, ...Object.keys(optionalScopes)].toSorted())
    const rows = readFileSync('docs/slack.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
    expect(scopes.bot.filter((scope) => !rows.some((row) => row.split(' | ')[0]?.includes(`\`${scope}\``)))).toEqual([])
  })
})
