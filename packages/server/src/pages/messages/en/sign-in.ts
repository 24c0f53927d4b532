import { type Html, html } from '../../html.ts';

/** The sign-in page, the question for consent, and signing out. */
export const signIn = {
  title: 'Sign in',
  heading: 'Sign in',
  toClient: (client: Html): Html => html`to continue to ${client}`,
  backTo: (host: Html): Html => html`You will return to ${host}`,
  username: 'User name',
  password: 'Password',
  submit: 'Sign in',
  submitAndAllow: 'Sign in and allow',
  cancel: 'Cancel',
  lets: (client: Html): Html => html`Signing in lets ${client}:`,
  withdrawable: 'You can withdraw this at any time in your account.',
  problems: {
    credentials: 'The user name or the password is wrong.',
    throttled: 'There were too many failed attempts.',
    busy: 'The server is busy and has not checked your password. Nothing is wrong with it.',
    expired_form: 'This page was open for too long. Please sign in once more.',
    username_missing: 'Enter your user name.',
    password_missing: 'Enter your password.',
  },
  notices: {
    not_set_up:
      'This server is not set up yet. Whoever runs it finds the set-up link where it was started, or by npx hufu recover.',
    switch_user: 'Sign in with the account you want to use.',
    device: 'Sign in to go on. Then you see which device asks, and for what.',
    sign_in_again: 'The application asks you to enter your password again.',
    sign_in_as_asked: 'The application asks for this account. Sign in with it, or cancel.',
    signed_out: 'You have been signed out.',
    session_ended: 'Your session has ended. Please sign in again.',
    password_changed: 'Your password was changed. Please sign in with the new one.',
  },
};

/** The question for consent. */
export const consent = {
  title: (client: string): string => `Allow ${client}?`,
  heading: (client: Html): Html => html`Allow ${client} access?`,
  asks: (client: Html): Html => html`${client} asks to:`,
  asksNew: (client: Html): Html => html`${client} now also asks to:`,
  allowedBefore: 'You have already let it:',
  signedInAs: 'Signed in as',
  allow: 'Allow',
  deny: 'Deny',
  switchUser: 'Use another account',
};

/** The question with which account to go on. */
export const selectAccount = {
  title: 'Choose an account',
  heading: 'Continue with this account?',
  continue: 'Continue',
};

/** Signing out. */
export const signOut = {
  title: 'Sign out',
  heading: 'Sign out?',
  asks: (client: Html): Html => html`${client} asks to sign you out.`,
  explains: 'You will be signed out of this browser. Applications you opened with this sign-in lose their access.',
  submit: 'Sign out',
  stay: 'Stay signed in',
  doneTitle: 'Signed out',
  doneHeading: 'You are signed out',
  doneExplains: 'On a shared computer, close the browser as well.',
  signInAgain: 'Sign in again',
};

/** An answer on its way to an application. */
export const formPost = {
  title: 'Back to the application',
  heading: 'Back to the application',
  explains: 'You are being taken back to',
  submit: 'Continue',
};
