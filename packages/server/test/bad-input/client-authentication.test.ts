import { CLIENT_AUTHENTICATION_CASES } from './cases/client-authentication.ts';
import { runCases } from './run-cases.ts';

runCases('client authentication', CLIENT_AUTHENTICATION_CASES);
