import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** A window whose pages are watched for everything that a browser complains about. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors and warnings, uncaught errors and violations of a content security policy, so far. */
  readonly complaints: readonly string[];
  /** Closes the window. */
  close(): Promise<void>;
}

// Chromium writes most violations to the console itself; without script that is all there is.
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP violation: ' + event.violatedDirective + ' ' + event.blockedURI));`;

/** Opens a window with cookies of its own. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
  await context.addInitScript(REPORT_VIOLATIONS);
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => void complaints.push(String(error.error())));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { page, context, complaints, close: () => context.close() };
}
