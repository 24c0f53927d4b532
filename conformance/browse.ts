import { launchChromium } from '../e2e/support/chromium.ts';
import { signIn } from '../e2e/support/sign-in.ts';

/**
 * `browse.ts URL [TEXT|URL]…`: opens the address in Chromium, signs in where Hufu asks for it, then takes each further step: the address
 * is opened, or the button with the text pressed. After each it prints the address of the page and its text.
 */
const [first = '', ...steps] = process.argv.slice(2);
const user = { id: process.env['PERSON'] ?? '', password: process.env['PASSWORD'] ?? '' };
const browser = await launchChromium();
try {
  const page = await browser.newPage({ locale: 'en-GB' });
  page.setDefaultTimeout(15_000);
  for (const step of [first, ...steps]) {
    if (/^https?:/.test(step)) await page.goto(step);
    else await Promise.all([page.waitForEvent('domcontentloaded'), page.getByRole('button', { name: step }).first().click()]);
    if ((await page.locator('input[name=password]').count()) > 0) await signIn(page, user);
    await page.waitForLoadState();
    process.stdout.write(`${page.url()}\n${await page.locator('body').innerText()}\n`);
  }
} finally {
  await browser.close();
}
