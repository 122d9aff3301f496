import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseUnits, unitsProbe } from './units.ts'

describe('parseUnits()', () => {
  it.each([
    ['debian-11', { kind: 'seen', value: { units: { length: 8 }, otherFailed: [] } }],
    ['debian-12', { kind: 'seen', value: { units: { length: 8 }, otherFailed: [] } }],
    ['debian-13', { kind: 'seen', value: { units: { length: 8 }, otherFailed: [] } }],
    ['busybox', { kind: 'unseen', reason: 'unsupported' }],
    ['no-systemd', { kind: 'unseen', reason: 'unsupported' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseUnits(readFixture(`units/${system}`))).toMatchObject(expected)
  })

  it.each([
    [
      'nginx.service',
      {
        activeState: 'active',
        subState: 'running',
        mainPid: expect.any(Number),
        activeSince: expect.stringMatching(/^2026-11-21T03:00:1/),
      },
    ],
    [
      'broken.service',
      {
        activeState: 'failed',
        result: 'exit-code',
        exitCode: 'exited',
        exitStatus: 3,
        restarts: 5,
        restartPolicy: 'on-failure',
      },
    ],
    ['crashed.service', { activeState: 'failed', result: 'signal', exitCode: 'killed', exitStatus: 9 }],
    [
      'flapping.service',
      { activeState: 'activating', subState: 'auto-restart', user: 'probe', execStart: '/bin/false' },
    ],
    ['web@1.service', { activeState: 'active', memoryMaxBytes: 209715200 }],
    ['echo.socket', { activeState: 'active', subState: 'listening', mainPid: 0 }],
    ['nope.service', { loadState: 'not-found', activeState: 'inactive' }],
  ])('reads %s on every release of systemd', (name, expected) => {
    for (const system of ['debian-11', 'debian-12', 'debian-13']) {
      const parsed = parseUnits(readFixture(`units/${system}`))
      expect(parsed.kind === 'seen' && parsed.value.units.find((unit) => unit.name === name)).toMatchObject(expected)
    }
  })

  it('masks passwords in command lines and takes no `not set` for a figure', () => {
    const parsed = parseUnits(readFixture('units/debian-12'))
    const broken =
      parsed.kind === 'seen' ? parsed.value.units.find((unit) => unit.name === 'broken.service') : undefined
    expect(broken?.execStart).toContain('postgres://app:***@db1/orders')
    expect(broken).not.toHaveProperty('memoryBytes')
    expect(broken).not.toHaveProperty('memoryMaxBytes')
  })

  it('computes times from the time of boot where systemd cannot print them as numbers', () => {
    const block =
      'Id=a.service\nLoadState=loaded\nActiveState=active\nSubState=running\nActiveEnterTimestamp=Sat 2026-11-21 03:00:19 CET\nActiveEnterTimestampMonotonic=5000000'
    const stdout = `asked a.service\nclock 1795230105 105.50\n${block}\nfailed units:\nend\n`
    expect(parseUnits({ stdout, stderr: '', exit: 0 })).toMatchObject({
      value: { units: [{ activeSince: '2026-11-21T03:00:04.500Z' }] },
    })
  })

  it.each([
    ['WorkingDirectory=/srv/app/current', ['/srv/app/current']],
    ['WorkingDirectory=!/srv/app', ['/srv/app']],
    ['WorkingDirectory=-/srv/app\nRuntimeDirectory=shop shop/sockets', ['/srv/app', '/run/shop', '/run/shop/sockets']],
    ['StateDirectory=shop:store\nLogsDirectory=shop\nCacheDirectory=', ['/var/lib/shop', '/var/log/shop']],
    ['WorkingDirectory=', undefined],
    ['WorkingDirectory=/', undefined],
  ])('tells where a unit keeps its files: %j', (lines, directories) => {
    const block = `Id=a.service\nLoadState=loaded\nActiveState=active\nSubState=running\n${lines}`
    const parsed = parseUnits({ stdout: `asked a.service\n${block}\nfailed units:\nend\n`, stderr: '', exit: 0 })
    expect(parsed.kind === 'seen' ? parsed.value.units[0]?.directories : parsed).toEqual(directories)
  })

  it('keeps the name that was asked for and tells what an alias stands for', () => {
    const stdout =
      'asked sshd.service\nId=ssh.service\nLoadState=loaded\nActiveState=active\nSubState=running\nfailed units:\n● db.service loaded failed failed Database\nend\n'
    const value = { units: [{ name: 'sshd.service', id: 'ssh.service' }], otherFailed: ['db.service'] }
    expect(parseUnits({ stdout, stderr: '', exit: 0 })).toMatchObject({ kind: 'seen', value })
  })

  it('tells which services there are where one is not known, valid names alone', () => {
    const stdout =
      'asked gunicor.service\nId=gunicor.service\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nknown gunicorn.service\nknown $(id).service\nfailed units:\nend\n'
    const value = { units: [{ name: 'gunicor.service' }], known: ['gunicorn.service'], otherFailed: [] }
    expect(parseUnits({ stdout, stderr: '', exit: 0 })).toMatchObject({ kind: 'seen', value })
  })

  it.each([
    [
      'System has not been booted with systemd as init system (PID 1).\nFailed to connect to bus: Host is down\n',
      { reason: 'denied', fix: expect.stringContaining('dbus') },
    ],
    ['Failed to connect to bus: Permission denied\n', { reason: 'denied' }],
    ['sh: 1: systemctl: not found\n', { reason: 'not-found' }],
    ['', { reason: 'garbled' }],
  ])('sees no units when systemctl says %j', (stderr, expected) => {
    const stdout = 'asked a.service\nclock 1795230105 105.50\nfailed units:\nend\n'
    expect(parseUnits({ stdout, stderr, exit: 0 })).toMatchObject({ kind: 'unseen', ...expected })
  })
})

describe('unitsProbe', () => {
  it('lists services only where a unit has to be there', () => {
    expect(unitsProbe.reads.script({ units: ['nginx'] })).not.toContain('list-unit-files')
    const script = unitsProbe.reads.script({ units: ['api', 'nginx'], expected: ['api'] })
    expect(script).toContain('list-unit-files')
  })

  it.each([
    ['gunicorn', '-- gunicorn.service'],
    ['web@1', '-- web@1.service'],
    ['api.socket', '-- api.socket'],
    ['a; reboot', "-- 'a; reboot.service'"],
    ["it's $(id)", `-- 'it'\\''s $(id).service'`],
    ['--help', '-- --help.service'],
  ])('asks for %s as one word that is no option', (unit, words) => {
    expect(unitsProbe.reads.script({ units: [unit] })).toContain(words)
  })
})
