import { Command, Option } from 'commander'
import type { CheckFlags } from './check-command.ts'
import type { CliWorld } from './cli-world.ts'
import type { ExplainFlags } from './explain-command.ts'
import type { HostsTrustFlags } from './hosts-trust-command.ts'
import { refuseRepeats } from './refuse-repeats.ts'
import type { ReplayFlags } from './replay-command.ts'
import { reportFormats } from './report-formats.ts'

/** The command line with its help. Commands load their code when they run, so that help is quick. `done` receives the exit status. */
export function buildProgram(world: CliWorld, done: (status: number) => void): Command {
  const program = new Command('503')
    .description('Says which of the usual causes of a 503 it is, where, and how we know: looks at a service over SSH.')
    .version(world.version)
    .showHelpAfterError('(503 --help shows what there is)')
    .addHelpText('after', `\n${examples}\n${exitCodes}`)
  addCheck(program, world, done)
  addExplain(program, world, done)
  addReplay(program, world, done)
  addConfiguration(program, world, done)
  addMemory(program, world, done)
  addSlack(program, world, done)
  for (const command of commandsOf(program)) refuseRepeats(command, collect)
  return program
}

function commandsOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(commandsOf)]
}

const examples = `Examples:
  503 check api-prod                        a service of ./services.yml
  503 check api-prod --format json          the report for a program, on stdout alone
  503 check --host app1 --url https://shop.example.com/ --unit gunicorn --port 8000
  503 check --host local --health http://127.0.0.1:8000/health/
  curl -si https://shop.example.com/ | 503 explain
  503 hosts trust api-prod                  pin the keys of its hosts after comparing their fingerprints`

const exitCodes = `Exit status of a check:
  0 healthy · 1 not healthy · 2 inconclusive · 64 wrong usage · 78 wrong configuration`

const collect = (value: string, sofar: readonly string[] = []): readonly string[] => [...sofar, value]

function configOption(): Option {
  return new Option('--config <file>', 'services.yml (default: ./services.yml, then ~/.config/slash503/services.yml)')
}

function formatOption(choices: readonly string[]): Option {
  return new Option('--format <format>', 'how to print it').choices(choices).default('text')
}

function addCheck(program: Command, world: CliWorld, done: (status: number) => void): void {
  program
    .command('check')
    .description('Look at a service and name the cause of its 503s.')
    .argument('[service]', 'a service of services.yml; without it, flags describe one')
    .addOption(configOption())
    .addOption(formatOption(reportFormats))
    .option('--only <step>', 'look at this step only; may be repeated or a list a,b', collect)
    .option('--evidence', 'print all evidence of every step')
    .option('--timeout <duration>', 'limit of the whole run', '20s')
    .option('--baseline <report.json>', 'also say what changed since an earlier report')
    .option(
      '--host <host>',
      'with a service: these of its hosts only; else a host to look at, "local" is this machine; may be repeated, and be user@host',
      collect,
    )
    .option('--user <name>', 'login name on the hosts')
    .option('--identity <file>', 'private key file to log in with')
    .option('--jump <hosts>', 'host to go through, or a list [user@]a[:port],b, nearest first')
    .option('--url <url>', 'what users hit')
    .option('--unit <unit>', 'systemd unit of the application')
    .option('--port <port>', 'TCP port that the application listens on')
    .option('--health <url>', 'health endpoint, asked on each host')
    .option('--balancer <host>', 'host of the load balancer')
    .option('--database <url>', 'postgres://user:password@host/database')
    .option('--dependency <url>', 'redis://, http(s):// or tcp://host:port; may be repeated', collect)
    .option('--deploy <path>', 'link to the current release')
    .action(async (service: string | undefined, flags: CheckFlags) => {
      const { checkCommand } = await import('./check-command.ts')
      done(await checkCommand(service, flags, world))
    })
}

function addExplain(program: Command, world: CliWorld, done: (status: number) => void): void {
  program
    .command('explain')
    .description('Say who produced a response or wrote a log line, and what it means: of a URL, or of standard input.')
    .argument('[url]', 'asked once, from here')
    .addOption(formatOption(['text', 'json']))
    .action(async (url: string | undefined, flags: ExplainFlags) => {
      const { explainCommand } = await import('./explain-command.ts')
      done(await explainCommand(url, flags, world))
    })
}

function addReplay(program: Command, world: CliWorld, done: (status: number) => void): void {
  program
    .command('replay')
    .description("Judge a stored report's readings again.")
    .argument('<report.json>', 'written by 503 check --format json')
    .addOption(formatOption(reportFormats))
    .option('--evidence', 'print all evidence of every step')
    .option('--baseline <report.json>', 'also say what changed since an earlier report')
    .action(async (path: string, flags: ReplayFlags) => {
      const { replayCommand } = await import('./replay-command.ts')
      done(await replayCommand(path, flags, world))
    })
}

function addConfiguration(program: Command, world: CliWorld, done: (status: number) => void): void {
  program
    .command('services')
    .description('List the services of services.yml.')
    .addOption(configOption())
    .action(async (flags: { config?: string }) => {
      const { servicesCommand } = await import('./services-commands.ts')
      done(await servicesCommand(flags, world))
    })
  const config = program.command('config').description('Check services.yml, or print its schema.')
  config
    .command('check')
    .description('Show every error of services.yml at once.')
    .argument('[file]', 'instead of the usual places')
    .addOption(configOption())
    .action(async (file: string | undefined, flags: { config?: string }) => {
      const { configCheckCommand } = await import('./services-commands.ts')
      done(await configCheckCommand(file, flags, world))
    })
  config
    .command('schema')
    .description('Print the JSON Schema of services.yml.')
    .action(async () => {
      const { configSchemaCommand } = await import('./services-commands.ts')
      done(await configSchemaCommand(world))
    })
  program
    .command('hosts')
    .description('Manage pinned host keys.')
    .command('trust')
    .description(
      'Show the keys that hosts present, ask, and pin them in known_hosts: first those of the hosts on the way.',
    )
    .argument('<host...>', 'a service, a host as in services.yml or ~/.ssh/config, or a range app[01-04]')
    .addOption(configOption())
    .option('--user <name>', 'login name on the hosts')
    .option('--identity <file>', 'private key file to log in with')
    .option('--jump <hosts>', 'host to go through, or a list [user@]a[:port],b, nearest first')
    .option('--yes', 'pin them without asking')
    .action(async (hosts: readonly string[], flags: HostsTrustFlags) => {
      const { hostsTrustCommand } = await import('./hosts-trust-command.ts')
      done(await hostsTrustCommand(hosts, flags, world))
    })
}

function addMemory(program: Command, world: CliWorld, done: (status: number) => void): void {
  program
    .command('status')
    .description('List the open incidents of the store (DATABASE_URL, or the folder SLASH503_STORE).')
    .action(async () => {
      const { statusCommand } = await import('./memory-commands.ts')
      done(await statusCommand(world))
    })
  program
    .command('history')
    .description('List the runs of a service that the store holds, newest first.')
    .argument('<service>')
    .option('--limit <number>', 'how many', '20')
    .action(async (service: string, flags: { limit: string }) => {
      const { historyCommand } = await import('./memory-commands.ts')
      done(await historyCommand(service, flags, world))
    })
  program
    .command('export')
    .description('Print an incident of the store: what happened, and its runs.')
    .argument('<incident>', 'its id, as 503 status prints it')
    .addOption(new Option('--format <format>', 'how to print it').choices(['json', 'markdown']).default('markdown'))
    .action(async (incidentId: string, flags: { format: 'json' | 'markdown' }) => {
      const { exportCommand } = await import('./memory-commands.ts')
      done(await exportCommand(incidentId, flags, world))
    })
  program
    .command('store')
    .description('Manage the store of runs and incidents.')
    .command('migrate')
    .description('Bring the store to this release: as the owner of the database.')
    .option('--grant <role>', 'also let this role read and write it, and no more')
    .action(async (flags: { grant?: string }) => {
      const { storeMigrateCommand } = await import('./memory-commands.ts')
      done(await storeMigrateCommand(flags, world))
    })
}

function addSlack(program: Command, world: CliWorld, done: (status: number) => void): void {
  program
    .command('serve')
    .description('Run the Slack bot. Reads SLACK_BOT_TOKEN and SLACK_APP_TOKEN (or SLACK_SIGNING_SECRET and PORT).')
    .addOption(configOption())
    .action(async (flags: { config?: string }) => {
      const { serveCommand } = await import('./serve-commands.ts')
      done(await serveCommand(flags, world))
    })
  program
    .command('slack')
    .description('Set the Slack app up.')
    .command('manifest')
    .description('Print the manifest that creates the Slack app.')
    .option('--http <address>', 'for an app that Slack calls at https://… instead of Socket Mode')
    .action(async (flags: { http?: string }) => {
      const { slackManifestCommand } = await import('./serve-commands.ts')
      done(await slackManifestCommand(flags, world))
    })
}
