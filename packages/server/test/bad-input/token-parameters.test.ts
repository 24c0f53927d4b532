import { TOKEN_PARAMETER_CASES } from './cases/token-parameters.ts';
import { runCases } from './run-cases.ts';

runCases('parameters of the token endpoint', TOKEN_PARAMETER_CASES);
