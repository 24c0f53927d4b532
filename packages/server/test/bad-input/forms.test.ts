import { FORM_CASES } from './cases/forms.ts';
import { runCases } from './run-cases.ts';

runCases('forms of our pages', FORM_CASES);
