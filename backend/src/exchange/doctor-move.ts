import type { TargetStage } from './change-log.ts';
import { type Finding, fail, ok, warn } from './doctor.ts';

/** What a move has left in a base, or is doing to it now. */
export interface MoveFacts {
  /**
   * `starting`, `logging`: changes are logged; `refusing`: the last of them, writes are refused; `complete`: moved away, closed for
   * writing; `preparing`, `scratch`, `copied`: this is the new base, which is not open yet.
   */
  stage: 'none' | 'starting' | 'logging' | 'refusing' | 'complete' | TargetStage;
  begunAt: Date | undefined;
  /** Since when the base itself refuses writes. */
  fencedAt: Date | undefined;
  /** Changed rows that still have to be taken over. */
  waiting: number;
  /** Whether the command still works on this base. Known of the old one only. */
  isRunning: boolean;
}

export interface MaintenanceFacts {
  sinceAt: Date | undefined;
  now: Date;
}

export function judgeMove({ stage, begunAt, fencedAt, waiting, isRunning }: MoveFacts): Finding {
  const since = begunAt?.toISOString() ?? '?';
  if (stage === 'none') return ok('aucun déménagement en cours', 'no move is under way');
  if (stage === 'complete') return movedAway(fencedAt);
  if (stage === 'preparing' || stage === 'scratch' || stage === 'copied') return notOpenYet();
  const figures = { fr: `${waiting} lignes en attente`, en: `${waiting} rows waiting` };
  if (isRunning) {
    return warn(
      `déménagement en cours depuis ${since}, ${figures.fr}`,
      `a move is under way since ${since}, ${figures.en}`,
      {
        fr: 'Rien à faire : laissez la commande se terminer, puis basculez DATABASE_URL quand elle le dit.',
        en: 'Nothing to do: let the command end, and switch DATABASE_URL when it says so.',
      },
    );
  }
  const isClosed = fencedAt !== undefined || stage === 'refusing';
  const says = {
    fr: `déménagement interrompu, commencé à ${since} : ${isClosed ? 'les écritures sont refusées' : 'chaque écriture est notée'}, ${figures.fr}`,
    en: `an interrupted move, begun at ${since}: ${isClosed ? 'writes are refused' : 'every write is logged'}, ${figures.en}`,
  };
  const remedy = {
    fr: 'La même commande « passerelle move --to … » reprend où elle en était ; « passerelle move --abort --to … » y renonce et vide la nouvelle base.',
    en: 'The same command "passerelle move --to …" goes on where it was; "passerelle move --abort --to …" gives it up and empties the new base.',
  };
  return (isClosed ? fail : warn)(says.fr, says.en, remedy);
}

function movedAway(fencedAt: Date | undefined): Finding {
  const at = fencedAt?.toISOString() ?? '?';
  return fail(
    `cette base a été déménagée (${at}) et refuse les écritures`,
    `this base was moved away (${at}) and refuses writes`,
    {
      fr: 'Mettez l’adresse de la nouvelle base dans DATABASE_URL et redémarrez. Pour rouvrir celle-ci, sans ce que la nouvelle a reçu depuis : « passerelle move --abort --force ».',
      en: 'Put the address of the new base into DATABASE_URL and restart. To open this one again, without what the new one has accepted since: "passerelle move --abort --force".',
    },
  );
}

function notOpenYet(): Finding {
  return warn(
    'un déménagement ou un essai remplit cette base, elle n’est pas encore ouverte',
    'a move or a trial is filling this base, which is not open yet',
    {
      fr: 'Laissez-le se terminer ou relancez la même commande ; « passerelle move --abort --from … --to … » y renonce et vide cette base.',
      en: 'Let it end, or give the same command again; "passerelle move --abort --from … --to …" gives it up and empties this base.',
    },
  );
}

const LONG_MS = 3600_000;

export function judgeMaintenance({ sinceAt, now }: MaintenanceFacts): Finding {
  if (sinceAt === undefined) return ok('pas de maintenance', 'no maintenance');
  const since = sinceAt.toISOString();
  return (now.getTime() - sinceAt.getTime() > LONG_MS ? fail : warn)(
    `maintenance depuis ${since} : les écritures reçoivent 503`,
    `maintenance since ${since}: writes are answered 503`,
    {
      fr: 'Une fois le travail fini : « passerelle maintenance off ».',
      en: 'When the work is done: "passerelle maintenance off".',
    },
  );
}
