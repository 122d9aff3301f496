import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import type { CliWorld } from './cli-world.ts'
import { findServices } from './find-services.ts'

/** `503 serve`: the Slack bot, until the process is asked to stop. */
export async function serveCommand(flags: { readonly config?: string }, world: CliWorld): Promise<number> {
  const { services, hosts, path, unset = [] } = await findServices(world, flags.config)
  const lacking = unset.flatMap(({ name, errors }) => [`${name} cannot be checked:`, ...errors]).join('\n')
  if (services.length === 0) {
    throw new AppError('CONFIG_INVALID', `${masked`No service of ${path} can be checked:`}\n${lacking}`)
  }
  if (unset.length > 0) await world.stderr.write(`Note: ${lacking}\n`)
  const stopped = new Promise<void>((resolve) => world.onInterrupt(resolve))
  return world.serve({ services, hosts, reload: () => world.loadFile(path), stopped })
}

/** `503 slack manifest`: the app's manifest; with `--http` in the form for an app that Slack calls at that address. */
export async function slackManifestCommand(flags: { readonly http?: string }, world: CliWorld): Promise<number> {
  const manifest = await world.slackManifest()
  await world.stdout.write(flags.http === undefined ? manifest : withRequestUrl(manifest, flags.http))
  return 0
}

function withRequestUrl(manifest: string, base: string): string {
  if (!/^https:\/\/[^/\s]+\/?$/.test(base)) {
    throw new AppError(
      'USAGE',
      masked`Cannot use "${base}" as --http: expected an address such as https://503.example.com`,
      {
        hint: 'Slack calls it from the internet, so it has to be https; the path is added.',
      },
    )
  }
  const url = `${base.replace(/\/$/, '')}/slack/events`
  return manifest
    .replace(/^# The Slack app, .*$/m, '# The Slack app, called by Slack over HTTP.')
    .replace(/^( +)- command: \/503$/m, `$&\n$1  url: ${url}`)
    .replace(/^( +)event_subscriptions:$/m, `$&\n$1  request_url: ${url}`)
    .replace(/^( +)interactivity:$/m, `$&\n$1  request_url: ${url}`)
    .replace('socket_mode_enabled: true', 'socket_mode_enabled: false')
}
