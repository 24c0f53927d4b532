import { account } from './en/account.ts';
import { common } from './en/common.ts';
import { device } from './en/device.ts';
import { errors } from './en/errors.ts';
import { password } from './en/password.ts';
import { reference } from './en/reference.ts';
import { scopes } from './en/scopes.ts';
import { setup, setupDone } from './en/setup.ts';
import { consent, formPost, selectAccount, signIn, signOut } from './en/sign-in.ts';
import { tryResult } from './en/try-result.ts';

/** The English catalogue: it says which messages there are. */
export interface EnglishMessages {
  readonly common: typeof common;
  readonly scopes: typeof scopes;
  readonly signIn: typeof signIn;
  readonly consent: typeof consent;
  readonly selectAccount: typeof selectAccount;
  readonly formPost: typeof formPost;
  readonly device: typeof device;
  readonly signOut: typeof signOut;
  readonly password: typeof password;
  readonly account: typeof account;
  readonly setup: typeof setup;
  readonly setupDone: typeof setupDone;
  readonly tryResult: typeof tryResult;
  readonly errors: typeof errors;
  readonly reference: typeof reference;
}

/** Every text of the pages in English. */
export const en: EnglishMessages = {
  common,
  scopes,
  signIn,
  consent,
  selectAccount,
  formPost,
  device,
  signOut,
  password,
  account,
  setup,
  setupDone,
  tryResult,
  errors,
  reference,
};
