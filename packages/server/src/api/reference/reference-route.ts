import type { FastifyInstance } from 'fastify';
import { pageView, sendPage } from '../../http/browser/page.ts';
import type { EdgeContext } from '../../http/edge-context.ts';
import type { PageView } from '../../pages/layout/page-view.ts';
import { LOCALES, type Locale } from '../../pages/locale.ts';
import type { ReferenceView } from '../../pages/reference/reference-page.ts';

/** `/docs`: the reference of the authority API, a page of ours like any other. It is made when it is first asked for. */
export function registerReference(app: FastifyInstance, { issuer }: EdgeContext): void {
  let made: Promise<(view: PageView) => string> | undefined;
  app.get('/docs', async (request, reply) => {
    made ??= makeReference();
    const reference = await made;
    return sendPage(reply, reference(pageView(issuer, request)));
  });
}

async function makeReference(): Promise<(view: PageView) => string> {
  const { referencePage } = await import('../../pages/reference/reference-page.ts');
  const { chaptersOf } = await import('./chapters.ts');
  const { describedCalls } = await import('./described-calls.ts');
  const calls = await describedCalls();
  const chapters = Object.fromEntries(LOCALES.map((locale) => [locale, chaptersOf(calls, locale)])) as Record<
    Locale,
    ReferenceView['chapters']
  >;
  return (view) => referencePage({ ...view, chapters: chapters[view.locale] });
}
