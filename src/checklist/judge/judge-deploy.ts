import { renderDuration } from '../../lib/duration.ts'
import { foldNames } from '../../lib/fold-names.ts'
import type { Finding } from '../finding.ts'
import { ageMs, isRecent, recentMs } from '../read/age.ts'
import { bareUnitName, unitRole } from '../read/unit-role.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/** Whether something was rolled out, restarted or reconfigured a short while ago. All of it is context, none a fault. */
export function judgeDeploy(view: View): readonly Finding[] {
  return [
    ...view.looks('release').flatMap((look) => [...judgeRelease(view, look), ...judgeLink(look)]),
    ...judgeMixedReleases(view),
    ...view.looks('units').flatMap((look) => judgeStarts(view, look)),
    ...view.looks('config-files').flatMap((look) => judgeFiles(view, look)),
  ]
}

function withinMs(view: View): number {
  return view.service.deploy?.recentMs ?? recentMs
}

/** A release of no known age says nothing: the step then tells that it was not seen. */
function judgeRelease(view: View, look: Look<'release'>): readonly Finding[] {
  const age = ageMs(view, look.host, look.value.changedAt)
  if (age === undefined) return []
  const name = releaseName(look.value)
  const isNew = age <= withinMs(view)
  const facts = {
    release: name,
    previous: look.value.previous ?? '',
    path: look.value.path,
    ageSeconds: Math.round(age / 1000),
  }
  return [
    makeFinding('deploy', [look], {
      id: isNew ? 'release-recent' : 'release-settled',
      weight: isNew ? 'warn' : 'clear',
      place: look.host,
      topic: isNew ? `release ${name} is new` : `release ${name}`,
      text: `release ${name} was put in place on ${look.host} ${renderDuration(age)} ago`,
      host: look.host,
      facts,
    }),
  ]
}

/** A link whose release was cleared away: what runs goes on, and does not start again. */
function judgeLink(look: Look<'release'>): readonly Finding[] {
  const { path, target, isTargetMissing } = look.value
  if (target === undefined || isTargetMissing !== true) return []
  return [
    makeFinding('deploy', [look], {
      id: 'release-missing',
      weight: 'warn',
      place: look.host,
      topic: 'the release is gone',
      text: `${path} on ${look.host} points at ${target}, which does not exist`,
      host: look.host,
      facts: { path, target },
    }),
  ]
}

function releaseName({ target, path }: Look<'release'>['value']): string {
  return (target ?? path).split('/').filter(Boolean).at(-1) ?? path
}

function judgeMixedReleases(view: View): readonly Finding[] {
  const looks = view.looks('release')
  const targets = [...new Set(looks.map((look) => look.value.target).filter((target) => target !== undefined))].sort()
  if (targets.length < 2) return []
  return [
    makeFinding('deploy', looks, {
      id: 'release-mixed',
      weight: 'warn',
      place: view.service.name,
      topic: 'hosts run different releases',
      text: `hosts run ${targets.length} different releases: ${foldNames(targets)}`,
      facts: { releases: targets.length },
    }),
  ]
}

function judgeStarts(view: View, look: Look<'units'>): readonly Finding[] {
  return look.value.units
    .filter((unit) => unit.activeState === 'active' && unitRole(view.service, look.host, unit) === 'app')
    .flatMap((unit) => {
      const age = ageMs(view, look.host, unit.mainStartedAt ?? unit.activeSince)
      if (age === undefined) return []
      const isNew = age <= withinMs(view)
      const name = bareUnitName(unit.name)
      return [
        makeFinding('deploy', [look], {
          id: isNew ? 'unit-started-recently' : 'unit-running-since',
          weight: isNew ? 'info' : 'clear',
          place: look.host,
          topic: isNew ? `${name} was started a short while ago` : `${name} not restarted lately`,
          text: `${name} on ${look.host} was started ${renderDuration(age)} ago`,
          host: look.host,
          facts: { unit: name, ageSeconds: Math.round(age / 1000), restarts: unit.restarts },
        }),
      ]
    })
}

function judgeFiles(view: View, look: Look<'config-files'>): readonly Finding[] {
  const newest = look.value.files.find((file) => isRecent(view, look.host, file.changedAt, withinMs(view)))
  if (newest === undefined) return []
  const age = ageMs(view, look.host, newest.changedAt) ?? 0
  return [
    makeFinding('deploy', [look], {
      id: 'config-changed-recently',
      weight: 'info',
      place: look.host,
      topic: 'configuration changed',
      text: `${newest.path} on ${look.host} changed ${renderDuration(age)} ago`,
      host: look.host,
      facts: { path: newest.path, ageSeconds: Math.round(age / 1000) },
    }),
  ]
}
