import { AppError } from '../errors/app-error.ts';

const refusal = (code: string, text: string) => new AppError(`exchange.${code}`, 'conflict', text);

export const moveRunning = (): AppError =>
  refusal(
    'move_running',
    'This base is being moved by another process. Wait for its end. / Un autre processus déménage déjà cette base : attendez qu’il se termine.',
  );

export const beingFilled = (): AppError =>
  refusal(
    'being_filled',
    'Another process is filling the target. Wait for its end, then give the same command again. / Un autre processus remplit déjà la base cible : attendez qu’il se termine, puis relancez.',
  );

export const notOurs = (): AppError =>
  refusal(
    'not_ours',
    'The base after --to was not filled by a move that is unfinished; it was left as it is. / La base indiquée par --to n’a pas été remplie par un déménagement inachevé ; rien n’y a été touché.',
  );

export const otherMove = (): AppError =>
  refusal(
    'other_move',
    'The target was filled by another move, or by one that was taken back; nothing was moved. "passerelle move --abort --to URL" empties it; then move again. / La base cible a été remplie par un autre déménagement, ou par un qui a été annulé : « passerelle move --abort --to URL » la vide, puis recommencez.',
  );

export const alreadyMoved = (at: Date | null): AppError =>
  refusal(
    'already_moved',
    `This base was moved (${at?.toISOString() ?? '?'}) and is closed for writing. "passerelle move --abort --force" opens it again, without what the new base has accepted since then. If the comparison at the end was interrupted: "passerelle verify" shows what the two bases differ in. / Cette base a été déménagée et refuse les écritures ; « passerelle move --abort --force » la rouvre, sans ce que la nouvelle base a reçu depuis. Si la comparaison finale a été interrompue : « passerelle verify » montre les différences.`,
  );

export const oldSchema = (has: string | undefined, newest: string | undefined): AppError =>
  refusal(
    'old_schema',
    `The source is at the migration ${has}, this build at ${newest}; nothing was moved. Bring both to the same version ("passerelle migrate"), then move. / La source et ce programme ne sont pas à la même version : « passerelle migrate » d’abord ; rien n’a été déménagé.`,
  );

export const cannotCatchUp = (rounds: number): AppError =>
  refusal(
    'cannot_catch_up',
    `After ${rounds} rounds the target still lags behind: the source is written to faster than the target takes it. Try again at a quieter time; the same command goes on where it was, "passerelle move --abort" takes it back. / La cible n’arrive pas à suivre : relancez la même commande à une heure plus calme.`,
  );

export const copyDiffers = (tables: readonly string[]): AppError =>
  refusal(
    'copy_differs',
    `The copy is not the same as its source (${tables.join(', ')}) and was taken back. "passerelle copy" shows the rows. / La copie diffère de la source et a été annulée.`,
  );
