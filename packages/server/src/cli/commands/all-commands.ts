import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { addApplyCommand } from './apply-command.ts';
import { addAuditCommand } from './audit/audit-command.ts';
import { addClientCommand } from './client/client-command.ts';
import { addConfigCommand } from './config-command.ts';
import { addBackupCommand } from './database/backup-command.ts';
import { addRestoreCommand } from './database/restore-command.ts';
import { addVerifyCommand } from './database/verify-command.ts';
import { addExportCommand } from './export-command.ts';
import { addFlowCommand } from './flow/flow-command.ts';
import { addImportCommand } from './import-command.ts';
import { addKeysCommand } from './keys-command.ts';
import { addLogoutCommand } from './logout-command.ts';
import { addRecoverCommand } from './recover-command.ts';
import { addRoleCommand } from './role/role-command.ts';
import { addServeCommand } from './serve-command.ts';
import { addUserCommand } from './user/user-command.ts';

/** Adds every command, in the order in which the help lists them. */
export function addAllCommands(program: Command, shell: Shell): void {
  addServeCommand(program, shell);
  addApplyCommand(program, shell);
  addExportCommand(program, shell);
  addUserCommand(program, shell);
  addClientCommand(program, shell);
  addRoleCommand(program, shell);
  addImportCommand(program, shell);
  addRecoverCommand(program, shell);
  addKeysCommand(program, shell);
  addAuditCommand(program, shell);
  addFlowCommand(program, shell);
  addLogoutCommand(program, shell);
  addBackupCommand(program, shell);
  addRestoreCommand(program, shell);
  addVerifyCommand(program, shell);
  addConfigCommand(program, shell);
}
