import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { asJson, asList, asText } from './json.ts'

/** What the local Slack knows of the installed app: everything comes from `manifest.yml`, nothing is assumed. */
export interface AppManifest {
  readonly name: string
  readonly commands: readonly { readonly command: string; readonly usageHint: string }[]
  readonly messageShortcuts: readonly { readonly name: string; readonly callbackId: string }[]
  readonly botScopes: readonly string[]
  readonly botEvents: readonly string[]
}

/** Reads the manifest at `file`, less some scopes; throws what the file system or the YAML parser throws. */
export async function readManifest(file: URL, withoutScopes: readonly string[] = []): Promise<AppManifest> {
  const manifest = asJson(parse(await readFile(file, 'utf8')))
  const features = asJson(manifest['features'])
  const scopes = asJson(asJson(manifest['oauth_config'])['scopes'])['bot']
  const events = asJson(asJson(manifest['settings'])['event_subscriptions'])['bot_events']
  return {
    name: asText(asJson(manifest['display_information'])['name']),
    commands: asList(features['slash_commands']).map((entry) => ({
      command: asText(entry['command']),
      usageHint: asText(entry['usage_hint']),
    })),
    messageShortcuts: asList(features['shortcuts'])
      .filter((entry) => entry['type'] === 'message')
      .map((entry) => ({ name: asText(entry['name']), callbackId: asText(entry['callback_id']) })),
    botScopes: Array.isArray(scopes) ? scopes.map(asText).filter((scope) => !withoutScopes.includes(scope)) : [],
    botEvents: Array.isArray(events) ? events.map(asText) : [],
  }
}
