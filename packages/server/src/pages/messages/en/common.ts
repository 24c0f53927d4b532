/** What stands on every page. */
export const common = {
  product: 'Hufu',
  languageSwitch: 'Language',
  languageNames: { en: 'English', 'zh-CN': '简体中文' },
  requestId: 'Request',
  problem: 'There is a problem',
  showPassword: 'Show password',
  optional: 'optional',
  yourAccount: 'Your account',
  signOut: 'Sign out',
  retryAfter(seconds: number): string {
    if (seconds <= 90) return seconds === 1 ? 'Try again in 1 second.' : `Try again in ${seconds} seconds.`;
    return `Try again in ${Math.ceil(seconds / 60)} minutes.`;
  },
};
