import { type Html, html } from '../../html.ts';

/** Setting the server up for the first time. */
export const setup = {
  title: 'Set up Hufu',
  heading: 'Set up Hufu',
  explains: 'Create the first system administrator. There is no default password.',
  recoverHeading: 'Recover access',
  recoverExplains:
    'With a recovery link: choose a new user name to make a system administrator, or an existing one to give that user a new password and the rights of one.',
  token: 'Set-up token',
  tokenHint: 'The link that the server or `hufu recover` printed, or the part of it after `#`.',
  username: 'User name',
  usernameHint: 'Letters, digits, `-` and `_`; at most 64.',
  fullname: 'Full name',
  password: 'Password',
  submit: 'Create administrator',
  problems: {
    token_missing: 'Enter the set-up token.',
    token_unknown: 'This set-up token is not known. Copy the whole link that the server printed.',
    token_used: 'This set-up link was already used.',
    token_expired: 'This set-up link has expired: it is valid for 24 hours.',
    already_set_up: 'This server is already set up.',
    username_invalid: 'This cannot be a user name. Use letters, digits, - and _; at most 64; not beginning with client-.',
    username_taken: 'This user name is taken.',
    fullname_invalid: 'The full name is too long: at most 128 characters.',
  },
  newLink: 'Run `npx hufu recover` on the server to get a new link.',
  toSignIn: 'Go to sign-in',
};

/** After the first administrator was made. */
export const setupDone = {
  title: 'Hufu is set up',
  heading: 'Hufu is set up',
  created: (username: Html): Html => html`The administrator ${username} was created, and you are signed in.`,
  issuer: 'Issuer',
  explains: 'The next step runs the real flow against this server, as an application would: authorize, code, token, refresh.',
  submit: 'Try a sign-in now',
};
