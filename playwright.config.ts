/**
 * End-to-end tests of the console, written once. Project `browser` runs everywhere, with the system's Chromium (the same major version as
 * Electron's); `electron` runs them in the desktop window where its binary is, and says in one line when it is not. A spec for one of
 * the two is marked, with the reason (`host-test.ts`).
 */
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // The real sandbox measures beside these: more would only make each other slow.
  workers: 2,
  forbidOnly: true,
  // These find what hangs, not what is slow: on a busy machine a page takes ten times as long.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: 'list',
  globalSetup: './e2e/fixtures/say-what-is-missing.ts',
  use: {
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    // Without its film, which slows every test by a fifth; what failed has its picture.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: process.env['ASIS_CHROMIUM'] ?? '/usr/bin/chromium',
      chromiumSandbox: process.getuid?.() !== 0,
    },
  },
  projects: [
    { name: 'browser', grepInvert: /@window/ },
    { name: 'electron', grepInvert: /@browser/ },
  ],
})
