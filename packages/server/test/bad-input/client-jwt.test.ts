import { CLIENT_JWT_CASES } from './cases/client-jwt.ts';
import { runCases } from './run-cases.ts';

runCases('broken client JWTs', CLIENT_JWT_CASES);
