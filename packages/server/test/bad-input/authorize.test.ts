import { AUTHORIZE_CASES } from './cases/authorize.ts';
import { runCases } from './run-cases.ts';

runCases('authorization requests', AUTHORIZE_CASES);
