import { answerParent } from '../../../storage/sqlite/file/own-process.ts';
import { type BackupReading, connectToBackup } from '../../operations/database/backup-connection.ts';
import { type CheckResult, verifyDatabase } from './verify-database.ts';

async function verify(reading: BackupReading): Promise<CheckResult[]> {
  const connection = await connectToBackup(reading);
  try {
    return await verifyDatabase(connection, connection);
  } finally {
    await connection.close();
  }
}

answerParent(verify);
