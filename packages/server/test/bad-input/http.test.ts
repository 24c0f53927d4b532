import { HTTP_CASES } from './cases/http.ts';
import { runCases } from './run-cases.ts';

runCases('methods, media types, bodies, paths, limits, the wire', HTTP_CASES);
