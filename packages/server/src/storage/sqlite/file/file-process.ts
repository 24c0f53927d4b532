import type { CopyOptions } from '../../database-file.ts';
import { checkDatabase } from './check-database.ts';
import { copyDatabase } from './copy-database.ts';
import { examineBackup } from './examine-backup.ts';
import { openForReading } from './open-file.ts';
import { answerParent } from './own-process.ts';

/** What a process is started for. */
export type FileJob =
  | { readonly kind: 'copy'; readonly path: string; readonly draft: string; readonly options: CopyOptions }
  | { readonly kind: 'check'; readonly path: string }
  /** `name`: how the file is called in what is said of it. */
  | { readonly kind: 'examine'; readonly path: string; readonly name: string };

async function run(job: FileJob): Promise<unknown> {
  if (job.kind === 'copy') return copyDatabase(job);
  if (job.kind === 'examine') return examineBackup(job);
  const database = openForReading(job.path);
  try {
    return await checkDatabase(database);
  } finally {
    database.close();
  }
}

answerParent(run);
