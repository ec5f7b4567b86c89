import { AppError } from '../../errors/app-error.ts';
import type { RunMysql } from './resting-triggers.ts';

const REFUSALS = new Set(['ER_BINLOG_CREATE_ROUTINE_NEED_SUPER', 'ER_TABLEACCESS_DENIED_ERROR']);

/**
 * MySQL and MariaDB take no table back: steps that come to a trigger which is refused would leave a base that no step fits any more. So
 * it is asked for beforehand, on a table that does not exist; rights are looked at first.
 * @throws AppError db.triggers_refused
 */
export async function refuseWithoutTriggers(run: RunMysql): Promise<void> {
  try {
    await run('create trigger passerelle_trial before insert on passerelle_trial for each row set @passerelle = 1');
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === undefined || !REFUSALS.has(code)) return;
    throw new AppError(
      'db.triggers_refused',
      'forbidden',
      `This account may not make triggers in the base (${message}); nothing was changed. Give it the right TRIGGER, and where the server keeps a binary log switch log_bin_trust_function_creators on; then give the same command again. / Ce compte ne peut pas créer de déclencheurs dans la base ; rien n’a été changé. Donnez-lui le droit TRIGGER et, si le serveur tient un journal binaire, activez log_bin_trust_function_creators, puis relancez la même commande.`,
      undefined,
      { cause: error },
    );
  }
}
