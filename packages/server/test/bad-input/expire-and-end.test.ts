import { EXPIRE_AND_END_CASES } from './cases/expire-and-end.ts';
import { runCases } from './run-cases.ts';

runCases('expire and end', EXPIRE_AND_END_CASES);
