import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { type InstalledChromium, unpackChromium } from './packed-chromium.ts';

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Nothing that makes the browser stricter or laxer than a user's; only what keeps it quiet. */
const FLAGS = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/**
 * Starts a Chromium without a window: the one at CHROMIUM_PATH, else the system's, else the one from npm (always that one when
 * CHROMIUM_PATH is `npm`). The caller closes it.
 */
export async function launchChromium(): Promise<Browser> {
  const { executablePath, env } = await findChromium(process.env['CHROMIUM_PATH']);
  // Chromium refuses to sandbox its processes when it runs as root.
  const args = process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS;
  return chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
}

async function findChromium(setting: string | undefined): Promise<InstalledChromium> {
  if (setting === 'npm') return unpackChromium();
  const executablePath = setting ?? SYSTEM_PATHS.find((path) => existsSync(path));
  return executablePath === undefined ? unpackChromium() : { executablePath, env: {} };
}
