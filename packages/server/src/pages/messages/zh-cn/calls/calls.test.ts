import { describe, expect, it } from 'vitest';
import { authzenRoutes } from '../../../../api/authzen/authzen-routes.ts';
import { describedRoute } from '../../../../api/reference/describe-route.ts';
import { API_ROUTES } from '../../../../api/routes/api-routes.ts';
import { calls } from './calls.ts';

const described = [...API_ROUTES, ...authzenRoutes].map((route) => ({ route, description: describedRoute(route, '') }));

describe('the calls in Chinese', () => {
  it('are all there, and no others', () => {
    expect(Object.keys(calls.summaries).sort()).toEqual(described.map(({ description }) => description.id).sort());
  });

  it('have every description of a parameter, and no others', () => {
    const english = described.flatMap(({ description }) => description.parameters.map((parameter) => parameter.description));
    expect(Object.keys(calls.parameters).sort()).toEqual([...new Set(english)].sort());
  });

  it('name no parameter, scope or value that the English does not name', () => {
    for (const { route, description } of described) {
      const spans = (text: string): string[] => [...new Set(text.match(/`[^`]+`/g) ?? [])].sort();
      expect(spans(route.summary), route.summary).toEqual(spans(calls.summaries[description.id] ?? ''));
    }
    for (const [english, chinese] of Object.entries(calls.parameters))
      expect(chinese.match(/`[^`]+`/g), english).toEqual(english.match(/`[^`]+`/g));
  });

  it('are in Chinese, and use the words of the guides', () => {
    for (const text of [...Object.values(calls.summaries), ...Object.values(calls.parameters)]) {
      expect(text).toMatch(/[\u4e00-\u9fff].*。$/);
      expect(text).not.toMatch(/用户组|应用程序|应用(?!所)/);
    }
  });
});
