import { afterEach, describe, expect, it, vi } from 'vitest'
import { Report } from './report.mjs'

describe('Report.leaveOut', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  it('counts as skipped, and says what is missing', async () => {
    vi.stubEnv('CI', undefined)
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const report = new Report()
    await report.leaveOut('a check', 'install it')
    expect(report).toMatchObject({ passed: 0, failed: 0, skipped: 1 })
    expect(log.mock.calls.join()).toContain('install it')
  })

  it('counts as failed in continuous integration', async () => {
    vi.stubEnv('CI', 'true')
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const report = new Report()
    await report.leaveOut('a check', 'install it')
    expect(report).toMatchObject({ passed: 0, failed: 1, skipped: 0 })
    expect(log.mock.calls.join()).toContain('install it')
  })
})
