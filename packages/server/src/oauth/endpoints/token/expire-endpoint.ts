import type { ExpireResponse } from '@hufu/contract';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { parseForm } from '../../../http/form.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import { answerJson } from '../../../http/front/raw-answer.ts';
import type { RequestParameters } from '../../parameters.ts';
import { reportByAccessToken, reportByRefreshToken } from '../../tokens/expiry-report.ts';
import { readAccessToken } from '../../tokens/presented/presented-access-token.ts';

/** `GET /oauth2/expire?access_token=…` or `?refresh_token=…`: what of the pair is dead; needs no credentials. */
export function expireEndpoint(context: EdgeContext): HotHandler {
  return async (_request, response, facts) => {
    const parameters = parseForm(facts.query);
    if (parameters === undefined || parameters.repeated.has('access_token') || parameters.repeated.has('refresh_token')) {
      answerJson(response, 400, { error: 'invalid_request', error_description: 'the query is malformed or repeats a parameter' });
      return;
    }
    const report = await reportOn(parameters, context);
    if (report === undefined) {
      answerJson(response, 400, { error: 'invalid_request', error_description: 'send access_token or refresh_token' });
    } else answerJson(response, 200, report);
  };
}

async function reportOn(parameters: RequestParameters, context: EdgeContext): Promise<ExpireResponse | undefined> {
  const access = parameters.get('access_token');
  const refresh = parameters.get('refresh_token');
  if (access === undefined && refresh === undefined) return undefined;
  const now = context.now();
  const reading = { signingKeys: context.signingKeys, issuer: context.issuer.href, now };
  const reference = access === undefined ? undefined : readAccessToken(access, reading);
  return context.storage.read(async (stores) => {
    const byAccess = access === undefined ? undefined : await reportByAccessToken(stores, reference, now);
    const byRefresh = refresh === undefined ? undefined : await reportByRefreshToken(stores, refresh, now);
    return {
      is_access_expired: (byAccess ?? byRefresh)?.is_access_expired ?? true,
      is_refresh_expired: (byRefresh ?? byAccess)?.is_refresh_expired ?? true,
    };
  });
}
