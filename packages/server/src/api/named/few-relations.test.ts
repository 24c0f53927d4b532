import { expect, it } from 'vitest';
import { ApiFailure } from '../api-failure.ts';
import { requireFewRelations } from './few-relations.ts';

it('relations of several roles that are too many for one answer are refused, naming the way out; those of one role are not', () => {
  const many = (): number => 100_001;
  expect(() => requireFewRelations([1], 'relate_resource', () => 1_000_000)).not.toThrow();
  expect(() => requireFewRelations([1, 2], 'relate_resource', () => 100_000)).not.toThrow();
  expect(() => requireFewRelations([1, 2], 'relate_resource', many)).toThrow(ApiFailure);
  expect(() => requireFewRelations([1, 2], 'relate_resource', many)).toThrow(/ask for fewer roles/);
});
