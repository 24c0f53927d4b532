/** Why a request could not be served, and what to do about it. */
export const errors = {
  received: 'What was received',
  registered: 'What is registered',
  noneRegistered: 'No redirect URI is registered.',
  whatToDo: 'What to do',
  status: 'Status',
  shortened: (length: number): string => `… (${length} characters in all)`,
  empty: '(empty)',
  home: 'Go to your account',
  trace: (requestId: string): string =>
    `For the developer: \`hufu flow show ${requestId}\`, run on the server, tells which check failed and the mend.`,
  reasons: {
    unknown_client: {
      title: 'Unknown application',
      says: 'No application is registered under the client_id of this request.',
      advice: 'Whoever runs the application should compare its `client_id` with `hufu client list`.',
    },
    missing_client_id: {
      title: 'The application did not say who it is',
      says: 'The request has no client_id.',
      advice: 'Go back and start from the application. Its developer should send `client_id`, a number.',
    },
    disabled_client: {
      title: 'This application is disabled',
      says: 'An administrator has disabled the application. Nobody can sign in to it.',
      advice: 'Ask an administrator, who can run `hufu client enable`.',
    },
    redirect_uri_missing: {
      title: 'The application did not say where to return to',
      says: 'The request has no redirect_uri.',
      advice: 'The developer of the application should send `redirect_uri`, exactly as it is registered.',
    },
    redirect_uri_mismatch: {
      title: 'The return address is not registered',
      says: 'So that nobody else receives your sign-in, the redirect_uri must equal a registered one, character by character.',
      advice: 'The developer should send a registered one; an administrator can add another with `hufu client redirect-uri`.',
    },
    logout_client_missing: {
      title: 'The application did not say who it is',
      says: 'You can be taken back only to an application that is known. You have not been signed out.',
      advice:
        'Sign out in your account. The developer of the application should send `client_id`, or an `id_token_hint` that this server issued.',
    },
    logout_client_mismatch: {
      title: 'The request names two applications',
      says: 'The client_id and the id_token_hint are of different applications. You have not been signed out.',
      advice: 'Sign out in your account. The developer should send the `client_id` to which the ID token was issued.',
    },
    post_logout_uri_mismatch: {
      title: 'The return address is not registered',
      says: 'After signing out you are taken to registered addresses only. You have not been signed out.',
      advice:
        'Sign out in your account. The developer should send a registered `post_logout_redirect_uri`, character by character; an administrator can register another (`hufu client set`).',
    },
    repeated_parameter: {
      title: 'A parameter was sent twice',
      says: 'Each parameter may be sent once only, since it would not be clear which one counts.',
      advice: 'The developer of the application should send each parameter once.',
    },
    invalid_request_uri: {
      title: 'This sign-in has ended',
      says: 'The application began this sign-in too long ago, or it was finished already. Nothing was changed.',
      advice:
        'Go back to the application and start again. Its developer: a `request_uri` works once, within 90 seconds, and with the `client_id` that pushed it.',
    },
    invalid_request_object: {
      title: 'The request is not signed by the application',
      says: 'The request should be signed by the application, and its signature does not fit. Nothing was changed.',
      advice:
        'Go back and start again from the application. Its developer should compare the key, `alg`, `kid` and `typ` of the `request` with what is registered (`hufu client show`).',
    },
    malformed_request: {
      title: 'The request could not be understood',
      says: 'A part of the request is malformed. Nothing was changed.',
      advice: 'Go back and start again from the application. If it happens again, its developer needs the request number below.',
    },
    not_found: {
      title: 'This page does not exist',
      says: 'Nothing is found at this address.',
      advice: 'Check the address, or start from your account.',
    },
    method_not_allowed: {
      title: 'This address cannot be used in this way',
      says: 'The address exists, but not for this method. Nothing was changed.',
      advice: 'Open the page anew instead of reloading it.',
    },
    unsupported_media_type: {
      title: 'The form was sent in an unknown format',
      says: 'Forms are read as application/x-www-form-urlencoded only. Nothing was changed.',
      advice: 'Go back, and send the form from the page itself.',
    },
    too_large: {
      title: 'The request is too large',
      says: 'The address or what was sent with it is longer than this server reads. Nothing was changed.',
      advice: 'Send less. A request this large is usually a mistake in the application.',
    },
    csrf: {
      title: 'The form is no longer valid',
      says: 'It was open for too long, or it did not come from our page. Nothing was changed.',
      advice: 'Go back, reload the page, and send the form again. Cookies must be allowed for this site.',
    },
    forbidden: {
      title: 'You may not do this',
      says: 'Your account does not have the right to do this. Nothing was changed.',
      advice: 'Ask an administrator for the right, or sign in with another account.',
    },
    busy: {
      title: 'The server is busy',
      says: 'Too many requests came at once. Nothing was lost, and nothing was changed.',
      advice: 'Wait a moment and try again.',
    },
    throttled: {
      title: 'Too many attempts',
      says: 'There were too many failed attempts. Nothing was changed.',
      advice: 'Wait before you try again.',
    },
    unavailable: {
      title: 'The server cannot answer now',
      says: 'A part it depends on does not answer. Nothing was changed.',
      advice: 'Try again in a few minutes. If it stays like this, tell an administrator the request number below.',
    },
    server_error: {
      title: 'Something went wrong',
      says: 'An error happened on our side. It has been recorded.',
      advice: 'Try again. If it happens again, tell an administrator the request number below.',
    },
  },
};
