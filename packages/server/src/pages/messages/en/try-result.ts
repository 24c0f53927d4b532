import { type Html, html } from '../../html.ts';

/** What the trial sign-in did, step by step. */
export const tryResult = {
  title: 'A first sign-in',
  okHeading: 'It works: here is a first access token',
  okExplains: 'These requests were really made to this server. Secrets are shortened.',
  failedHeading: 'The trial did not go through',
  failedExplains: 'The last step below shows the answer it ended on.',
  accessToken: 'Access token',
  stepsHeading: 'What happened',
  steps: {
    authorize: 'Ask for authorization',
    callback: 'Return to the application with a code',
    token: 'Exchange the code for tokens',
    refresh: 'Refresh the tokens',
    userinfo: 'Ask who signed in',
    expire: 'Ask whether the tokens are still valid',
    revoke: 'End the tokens',
  },
  request: 'Request',
  response: 'Response',
  nextHeading: 'Where to go from here',
  nextSteps: {
    application: 'Register your own application: `npx hufu client add --help`',
    people: 'Add people: `npx hufu user add --help`',
    file: 'Describe all of it in a file, and apply it: `npx hufu apply --help`',
  },
  toAccount: (link: Html): Html => html`See this sign-in in ${link}.`,
  again: 'Try once more',
};
