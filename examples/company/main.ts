import { tellReach } from './chapters/administrators.ts';
import { tellCompany, tellSetUp } from './chapters/beginning.ts';
import { tellExplanations } from './chapters/explanations.ts';
import { tellMove } from './chapters/move.ts';
import { tellPast } from './chapters/past.ts';
import { buildCompany } from './company/build.ts';
import { ADMINISTRATORS, OWNER } from './company/company.ts';
import { asClient, asUser, type Call } from './hufu/api.ts';
import { setUp } from './hufu/operator.ts';
import { type Server, startServer } from './hufu/server.ts';
import { signIn } from './hufu/sign-in.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { progress, say } from './telling/paper.ts';
import type { Story } from './telling/story.ts';
import { EN, type Words } from './telling/words-en.ts';
import { ZH } from './telling/words-zh.ts';

const options = optionsOrExit();
const words: Words = options.language === 'zh' ? ZH : EN;
tellSetUp(words, options.running === undefined);
progress(words.settingUp);
const server = await serverOrExit();
try {
  await tell(server, options, words);
} catch (error) {
  progress('');
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await server.stop();
}
if (process.exitCode === undefined) say(options.running === undefined ? `${words.gone}\n` : `${words.stays(server.url)}\n`);

async function tell(on: Server, { language }: Options, told: Words): Promise<void> {
  const heads = [OWNER, ...ADMINISTRATORS];
  const people = heads.map(({ id, name }) => ({ id, fullname: name[language] }));
  const { client, passwords } = await setUp(on, OWNER.id, people);
  const calls = new Map<string, Call>();
  for (const [id, password] of passwords) calls.set(id, asUser(client, await signIn(client, { id, password })));
  const as = (userId: string): Call => calls.get(userId) ?? unknown(userId);
  progress(told.building);
  const built = await buildCompany({ client: asClient(client), owner: as(OWNER.id), language });
  progress('');
  await tellChapters({ ...built, language, words: told, client: asClient(client), as });
}

async function tellChapters(story: Story): Promise<void> {
  await tellCompany(story, OWNER.id);
  await tellReach(story);
  const beforeMove = new Date().toISOString();
  await tellMove(story, OWNER.id);
  const beforeMistake = new Date().toISOString();
  await tellExplanations(story, OWNER.id);
  await tellPast(story, OWNER.id, { beforeMove, beforeMistake });
  const audit = await story.as(OWNER.id)<{ readonly paginator: { readonly total_size: number } }>('GET /audit?page_size=1');
  say(`\n${story.words.end(audit.paginator.total_size)}`);
}

async function serverOrExit(): Promise<Server> {
  if (options.running !== undefined) return { ...options.running, stop: () => Promise.resolve() };
  try {
    return await startServer();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

function optionsOrExit(): Options {
  try {
    const read = readOptions(process.argv.slice(2), process.env);
    if (read !== 'help') return read;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function unknown(userId: string): never {
  throw new Error(`${userId} has no token`);
}
