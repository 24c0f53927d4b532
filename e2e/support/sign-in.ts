import type { Page } from 'playwright-core';

/** Fills the sign-in page that is open and sends it. */
export async function signIn(page: Page, user: { readonly id: string; readonly password: string }): Promise<void> {
  await page.locator('input[name=username]').fill(user.id);
  await page.locator('input[name=password]').fill(user.password);
  await page.locator('form:has(input[name=password]) button.primary').click();
}
