import { accountPage } from './account/account-page.ts';
import { deviceAnsweredPage } from './device/device-answered-page.ts';
import { deviceApprovePage } from './device/device-approve-page.ts';
import { deviceCodePage } from './device/device-code-page.ts';
import { type ErrorReason, errorPage } from './error/error-page.ts';
import type { PageView } from './layout/page-view.ts';
import { messagesFor } from './messages/messages-for.ts';
import { referencePage } from './reference/reference-page.ts';
import { setupDonePage } from './setup/setup-done-page.ts';
import { setupPage } from './setup/setup-page.ts';
import { type TryStep, tryResultPage } from './setup/try-result-page.ts';
import { changePasswordPage } from './sign-in/change-password-page.ts';
import { consentPage } from './sign-in/consent-page.ts';
import { formPostPage } from './sign-in/form-post-page.ts';
import { selectAccountPage } from './sign-in/select-account-page.ts';
import { signInPage } from './sign-in/sign-in-page.ts';
import { signedOutPage, signOutPage } from './sign-in/sign-out-page.ts';

/** Gives a value for everything on a page that comes from outside: the usual value, or a hostile one. */
export type SampleText = (usual: string) => string;

/** Every page in its states, by name: what the tests walk, and what to look at when the design changes. */
export function samplePages(view: PageView, text: SampleText = (usual) => usual): Map<string, string> {
  return new Map([
    ...signInSamples(view, text),
    ...deviceSamples(view, text),
    ...setupSamples(view, text),
    ...accountSamples(view, text),
    ...errorSamples(view, text),
    ['reference', referencePage(referenceSample(view, text))],
  ]);
}

type Samples = [name: string, page: string][];

const SINCE = Date.UTC(2026, 10, 3, 8, 5);
const HOUR = 3_600_000;
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0';
const SAFARI = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1 Version/18.5 Safari/604.1';

function signInSamples(page: PageView, text: SampleText): Samples {
  const form = { ...page, action: text('/oauth2/authorize?client_id=1'), csrf: text('csrf-1') };
  const client = { name: text('Warehouse'), host: text('warehouse.example') };
  const user = { id: text('lin'), fullname: text('林晓雨') };
  const asking = { ...form, client, scopes: ['openid', 'user:read', 'role-user:write'], username: '' };
  const many = Object.keys(messagesFor(page.locale).scopes).filter((scope) => scope !== 'all:all');
  const failed = { ...asking, username: text('lin') };
  const changing = { ...form, username: text('lin'), changeToken: text('change-1') };
  return [
    ['sign-in', signInPage({ ...form, username: '' })],
    ['sign-in-switch', signInPage({ ...form, username: '', notice: 'switch_user' })],
    ['sign-in-client', signInPage(asking)],
    ['sign-in-all', signInPage({ ...asking, scopes: ['all:all'] })],
    ['sign-in-wrong', signInPage({ ...failed, problem: 'credentials' })],
    ['sign-in-throttled', signInPage({ ...failed, problem: 'throttled', retryAfterSeconds: 240 })],
    ['consent', consentPage({ ...form, client, scopes: many, user })],
    [
      'consent-new',
      consentPage({ ...form, client, scopes: ['openid', 'user:read', text('odd')], newScopes: ['user:read'], user }),
    ],
    ['select-account', selectAccountPage({ ...form, client, user })],
    ['sign-in-again', signInPage({ ...asking, username: text('lin'), notice: 'sign_in_again' })],
    ['change-password', changePasswordPage(changing)],
    ['change-password-wrong', changePasswordPage({ ...changing, problem: 'mismatch' })],
    ['form-post', formPostPage({ ...page, client, action: 'https://warehouse.example/back', fields: [['state', text('s-1')]] })],
    ['sign-out', signOutPage({ ...form, user })],
    ['sign-out-client', signOutPage({ ...form, user, client })],
    ['signed-out', signedOutPage(page)],
  ];
}

function deviceSamples(page: PageView, text: SampleText): Samples {
  const form = { ...page, action: text('/oauth2/device'), csrf: text('csrf-1') };
  const client = { name: text('Warehouse scanner') };
  const user = { id: text('lin'), fullname: text('林晓雨') };
  const userCode = text('WDJB-MJHT');
  return [
    ['device-code', deviceCodePage({ ...form, userCode: '' })],
    ['device-code-filled', deviceCodePage({ ...form, userCode })],
    ['device-code-unknown', deviceCodePage({ ...form, userCode, problem: 'unknown' })],
    ['device-code-throttled', deviceCodePage({ ...form, userCode, problem: 'throttled', retryAfterSeconds: 400 })],
    ['device-approve', deviceApprovePage({ ...form, client, userCode, scopes: ['openid', text('odd')], user })],
    ['device-approved', deviceAnsweredPage({ ...page, client, answer: 'approved' })],
    ['device-refused', deviceAnsweredPage({ ...page, client, answer: 'refused' })],
  ];
}

function setupSamples(page: PageView, text: SampleText): Samples {
  const form = { ...page, action: text('/setup'), csrf: text('csrf-1') };
  const setup = { ...form, username: text('admin'), fullname: text('') };
  const tried = {
    ...page,
    tryAction: text('/setup/try'),
    csrf: text('csrf-1'),
    steps: trySteps(text),
    accessTokenShort: text('hfa_0Zr8…'),
  };
  return [
    ['setup', setupPage({ ...form, username: '', fullname: '' })],
    ['setup-expired', setupPage({ ...setup, token: text('0Zr8aYw2'), problem: 'token_expired' })],
    ['setup-weak', setupPage({ ...setup, token: text('0Zr8aYw2'), problem: 'common' })],
    ['setup-done-before', setupPage({ ...setup, problem: 'already_set_up' })],
    ['setup-done', setupDonePage({ ...tried, issuer: text('http://localhost:9096'), username: text('admin') })],
    ['try', tryResultPage({ ...tried, ok: true })],
    ['try-failed', tryResultPage({ ...tried, steps: tried.steps.slice(0, 1), ok: false })],
  ];
}

function trySteps(text: SampleText): TryStep[] {
  const authorize =
    '/oauth2/authorize?response_type=code&client_id=1&redirect_uri=http%3A%2F%2Flocalhost%3A9096%2Fsetup%2Ftry&state=x9';
  const json: [string, string][] = [[text('content-type'), text('application/json; charset=utf-8')]];
  const tokens = text(
    '{\n  "access_token": "hfa_0Zr8…",\n  "expires_in": 7200,\n  "refresh_token": "hfr_7Kp1…",\n  "scope": "openid"\n}',
  );
  return [
    {
      title: 'authorize',
      request: { method: 'GET', url: text(authorize), headers: [], body: '' },
      response: {
        status: 303,
        headers: [['location', text('http://localhost:9096/setup/try?code=hfc_4Fs…&state=x9')]],
        body: '',
      },
    },
    {
      title: 'token',
      request: {
        method: 'POST',
        url: text('/oauth2/token?grant_type=authorization_code&code=hfc_4Fs…'),
        headers: [['authencation', text('Client eyJhbGciOiJIUzI1NiJ9…')]],
        body: text(''),
      },
      response: { status: 200, headers: json, body: tokens },
    },
  ];
}

function accountSamples(page: PageView, text: SampleText): Samples {
  const session = { id: text('s1'), userAgent: text(FIREFOX), address: text('192.0.2.7'), since: SINCE, lastSeen: SINCE + HOUR };
  const account = {
    ...page,
    csrf: text('csrf-1'),
    user: { id: text('lin'), fullname: text('林晓雨'), email: text('lin@example.com') },
    sessions: [
      { ...session, current: true },
      { ...session, id: text('s2'), userAgent: text(SAFARI), address: text('2001:db8::17'), current: false },
      { ...session, id: text('s3'), userAgent: text(''), current: false },
    ],
    applications: [
      { clientId: 1, name: text('Warehouse'), scopes: ['openid', 'user:read'], since: SINCE },
      { clientId: 2, name: text('采购系统'), scopes: ['all:all', text('odd')], since: SINCE },
    ],
    hasSecret: false,
  };
  const bare = {
    ...account,
    user: { ...account.user, fullname: '', email: '' },
    sessions: account.sessions.slice(0, 1),
    applications: [],
  };
  return [
    ['account', accountPage(account)],
    ['account-bare', accountPage({ ...bare, hasSecret: true })],
    ['account-secret', accountPage({ ...bare, secret: text('hfu_2bWq71Xc9Lk'), notice: 'secret_made' })],
    ['account-wrong', accountPage({ ...bare, problem: 'wrong_current' })],
    ['account-csrf', accountPage({ ...bare, problem: 'csrf' })],
  ];
}

function errorSamples(page: PageView, text: SampleText): Samples {
  const reasons = Object.keys(messagesFor(page.locale).errors.reasons) as ErrorReason[];
  const received = [
    { name: text('client_id'), value: text('1') },
    { name: text('redirect_uri'), value: text(`https://warehouse.example/callback?next=${'a'.repeat(400)}`) },
    { name: text('state'), value: text('') },
  ];
  const registered = [text('https://warehouse.example/callback'), text('http://127.0.0.1/callback')];
  const retryAfterSeconds = 1;
  return [
    ...reasons.map((reason): Samples[number] => [`error-${reason}`, errorPage({ ...page, status: 400, reason })]),
    ['error-mismatch', errorPage({ ...page, status: 400, reason: 'redirect_uri_mismatch', received, registered })],
    ['error-unregistered', errorPage({ ...page, status: 400, reason: 'redirect_uri_mismatch', received, registered: [] })],
    ['error-wait', errorPage({ ...page, status: 503, reason: 'busy', retryAfterSeconds })],
  ];
}

function referenceSample(page: PageView, text: SampleText): Parameters<typeof referencePage>[0] {
  const call = {
    id: 'get_roles',
    method: 'GET',
    path: '/api2/roles',
    summary: text('The roles within reach; with `is_tree` nested.'),
    callers: ['token', 'client'] as const,
    scope: 'role:read',
    parameters: [
      {
        name: text('is_tree'),
        in: 'query' as const,
        required: true,
        description: text('Whether roles are nested.'),
        shape: text('true | false'),
      },
    ],
    body: text('{\n  name: string\n}'),
    answer: text('[integer]'),
  };
  return {
    ...page,
    chapters: [{ name: 'roles', calls: [call, { ...call, id: 'get_none', scope: null, parameters: [], body: undefined }] }],
  };
}
