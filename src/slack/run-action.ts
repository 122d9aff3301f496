import type { ModalView } from '@slack/types'
import { actionIds } from '../report/slack/actions.ts'
import { buildCauseModal, plain } from '../report/slack/answers.ts'
import { buildEvidenceModal, buildFailedModal } from '../report/slack/evidence-modal.ts'
import type { ModalOpening } from './open-modal.ts'
import type { Requester } from './requester.ts'
import type { KnownRun } from './run-registry.ts'
import { type SlackContext, startRun } from './start-run.ts'
import { turnAway } from './turn-away.ts'

/** Somebody clicked: who, where, and the trigger that may open a modal within three seconds. */
export interface Actor extends Requester {
  readonly openModal: (view: ModalView) => Promise<ModalOpening>
}

const muteMs = 60 * 60_000

/** Does what a button of a finished check says; `actionId` is one of `actionIds`, `runId` the button's value. */
export async function runAction(
  actionId: string,
  runId: string,
  options: { actor: Actor; context: SlackContext },
): Promise<void> {
  const { actor, context } = options
  const run = context.registry.get(runId)
  if (actionId === actionIds.rerun) return rerun({ run, runId }, actor, context)
  if (!run?.report) {
    return actor.answer(
      plain('The readings of this check are gone, the bot was started since. Use Re-run to look again.'),
    )
  }
  const {
    report,
    scope: { service },
  } = run
  const verb = actionId === actionIds.mute ? 'run' : 'look'
  if (await turnAway(actor, { verb, service }, context)) return
  switch (actionId) {
    case actionIds.evidence:
      return show(buildEvidenceModal(report, { step: firstStep(run), page: 0, runId }), actor, {
        instead: evidenceInstead(run),
      })
    case actionIds.failedOnly:
      return show(buildFailedModal(report, { runId }), actor, { instead: evidenceInstead(run) })
    case actionIds.explain: {
      const [cause] = report.diagnosis.causes
      const help = cause ? context.world.causeHelp(cause.cause) : undefined
      if (!cause || help === undefined) return actor.answer(plain('There is no cause to explain.'))
      return show(buildCauseModal(cause.title, help), actor, { instead: `${cause.title}\n\n${help}` })
    }
    case actionIds.mute:
      return mute(run, actor, context)
    default:
      return actor.answer(plain('This button is of another version of the bot. Use /503 check.'))
  }
}

/** Opens a modal; where Slack does not, the person gets `instead` as an answer that only they see. */
async function show(view: ModalView, actor: Actor, { instead }: { readonly instead: string }): Promise<void> {
  const opening = await actor.openModal(view)
  if (opening.kind === 'not-opened') await actor.answer(plain(instead))
}

function evidenceInstead({ scope }: KnownRun): string {
  return `Slack opened no window. Click again, or type in a terminal: 503 check ${scope.service} --evidence`
}

/** The same again: what the check was narrowed to, this one is. */
async function rerun(
  { run, runId }: { readonly run: KnownRun | undefined; readonly runId: string },
  actor: Actor,
  context: SlackContext,
): Promise<void> {
  const scope = run?.scope ?? (await actor.threadScope?.(runId))
  const threadTs = actor.threadTs ?? run?.threadTs
  if (scope === undefined)
    return actor.answer(plain('I no longer know which service this was. Use /503 check <service>.'))
  if (await turnAway(actor, { verb: 'run', service: scope.service }, context)) return
  if (!context.world.services.includes(scope.service))
    return actor.answer(plain(`${scope.service} is no longer in services.yml. See /503 services.`))
  const problem = scope.hosts.length > 0 ? context.world.hostProblem?.(scope) : undefined
  if (problem !== undefined) return actor.answer(plain(problem))
  const started = await startRun(
    { scope, channel: actor.channel, askedBy: actor.user, ...(threadTs ? { threadTs } : {}) },
    context,
  )
  if (started.kind === 'given-up') await actor.answer(plain(`Slack did not take the message (${started.reason}).`))
}

async function mute(run: KnownRun, actor: Actor, { registry, world }: SlackContext): Promise<void> {
  if (!run.threadTs) return
  registry.mute(
    { channel: run.channel, service: run.scope.service },
    { untilMs: world.now() + muteMs, threadTs: run.threadTs },
  )
  await actor.answer(
    plain(
      `For an hour, checks of ${run.scope.service} in this channel go into this thread and post nothing into the channel.`,
    ),
  )
}

/** Evidence opens at what failed first. */
function firstStep(run: KnownRun): NonNullable<KnownRun['report']>['steps'][number]['id'] {
  const steps = run.report?.steps ?? []
  return (
    (steps.find((step) => step.status === 'fail') ?? steps.find((step) => step.status === 'unknown') ?? steps[0])?.id ??
    'edge'
  )
}
