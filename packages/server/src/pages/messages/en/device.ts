import { type Html, html } from '../../html.ts';

/** Letting in a device that has no browser. */
export const device = {
  title: 'Connect a device',
  heading: 'Connect a device',
  explains: 'Enter the code that your device or command line shows.',
  compares: 'Compare this code with the one that your device or command line shows.',
  label: 'Code',
  hint: 'Eight letters; upper or lower case, with or without the dash.',
  submit: 'Continue',
  problems: {
    missing: 'Enter the code.',
    malformed: 'This is not a code: one has eight letters.',
    unknown: 'There is no such code. It may be mistyped, used already, or older than 10 minutes: then start again on the device.',
    throttled: 'There were too many wrong codes.',
    expired_form: 'This page was open for too long. Please enter the code once more.',
  },
  approveTitle: (client: string): string => `Connect ${client}?`,
  approveHeading: (client: Html): Html => html`Connect ${client}?`,
  warns:
    'Go on only if you started this yourself, on a device in front of you. If somebody sent you the code or a link to this page, it is their device that would get access to your account: refuse.',
  showsCode: 'Your device must show this code:',
  allow: 'Connect the device',
  deny: 'Refuse',
  approved: {
    title: 'Device connected',
    heading: 'The device is connected',
    explains: (client: Html): Html => html`${client} has what you allowed. It goes on by itself within a few seconds.`,
  },
  refused: {
    title: 'Device refused',
    heading: 'The device was refused',
    explains: (client: Html): Html =>
      html`${client} has got nothing. If it was not you who started this, there is nothing more to do.`,
  },
  close: 'You can close this window.',
  toAccount: 'Go to your account',
};
