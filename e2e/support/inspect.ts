import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What was found wrong with pages; each entry names the page. */
export interface Findings {
  /** Names of the pages that were looked at. */
  readonly seen: string[];
  readonly accessibility: string[];
  readonly overflow: string[];
  readonly language: string[];
}

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
const SCREENSHOTS = process.env['SCREENSHOTS'] === '1';

/**
 * Looks at the page that is open, in light and dark, at 360 and 1280 pixels: by axe, for sideways scrolling and for its language. With
 * SCREENSHOTS=1 each look is kept in e2e/screenshots.
 */
export async function inspect(page: Page, name: string, findings: Findings): Promise<void> {
  const language = await page.locator('html').getAttribute('lang');
  findings.seen.push(name);
  findings.language.push(`${name}: ${language}`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const found of await violations(page)) findings.accessibility.push(`${name}, ${colorScheme}: ${found}`);
    if (SCREENSHOTS) await takeScreenshots(page, `${name}-${language}-${colorScheme}`);
  }
  await page.setViewportSize(NARROW);
  const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  if (sideways > 0) findings.overflow.push(`${name}: ${sideways} px`);
  await page.setViewportSize(WIDE);
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(`if (!('axe' in window)) { ${axe.source} }`);
  const results = await page.evaluate<axe.AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return results.violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id} (${help}): ${html}`));
}

async function takeScreenshots(page: Page, name: string): Promise<void> {
  const directory = fileURLToPath(new URL('../screenshots/', import.meta.url));
  mkdirSync(directory, { recursive: true });
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${directory}${name}-${size.width}.png`, fullPage: true });
  }
}
