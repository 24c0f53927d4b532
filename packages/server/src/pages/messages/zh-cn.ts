import type { Messages } from './messages.ts';
import { account } from './zh-cn/account.ts';
import { common } from './zh-cn/common.ts';
import { device } from './zh-cn/device.ts';
import { errors } from './zh-cn/errors.ts';
import { password } from './zh-cn/password.ts';
import { reference } from './zh-cn/reference.ts';
import { scopes } from './zh-cn/scopes.ts';
import { setup, setupDone } from './zh-cn/setup.ts';
import { consent, formPost, selectAccount, signIn, signOut } from './zh-cn/sign-in.ts';
import { tryResult } from './zh-cn/try-result.ts';

/** Every text of the pages in Chinese. */
export const zhCn: Messages = {
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
