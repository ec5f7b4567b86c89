import { Command } from 'commander';
import { registerIssuerCommands } from './api-keys/issuers.commands.ts';
import { createKeyDesk } from './api-keys/key-desk.ts';
import { registerKeyCommands } from './api-keys/keys.commands.ts';
import {
  createPlatformSecrets,
  createPrivacyStore,
  keyRotation,
  openRosterSync,
  siteCheckPorts,
  siteUrlOf,
  snippetPorts,
} from './app/command-line.ts';
import { directusDesk, tellDirectus } from './app/directus.ts';
import { doctorChecks } from './app/doctor.ts';
import { exchangeDesk } from './app/exchange.ts';
import { describeProgram, runCommand } from './app/run-command.ts';
import { openStores, type Stores } from './app/stores.ts';
import { registerSiteCommands } from './catalogue/catalogue.commands.ts';
import { registerSiteCheckCommand } from './catalogue/site-check.commands.ts';
import { registerSiteInstrumentCommand } from './catalogue/site-instrument.commands.ts';
import { registerSiteSnippetCommand } from './catalogue/site-snippet.commands.ts';
import { type ReadyConfig, readConfig } from './config/read-config.ts';
import { type Database, openDatabase } from './db/connection.ts';
import { registerMigrateCommand } from './db/migrate.commands.ts';
import { registerDirectusCommands } from './directus/directus.commands.ts';
import { registerBackupCommands } from './exchange/backup.commands.ts';
import { registerDoctorCommand } from './exchange/doctor.commands.ts';
import { registerExchangeCommands } from './exchange/exchange.commands.ts';
import { registerMaintenanceCommands } from './exchange/maintenance.commands.ts';
import { registerMoveCommand } from './exchange/move.commands.ts';
import { registerPrivacyCommands } from './exchange/privacy.commands.ts';
import { registerRehearseCommand } from './exchange/rehearse.commands.ts';
import { registerLtiKeyCommands } from './lti/key-rotation.commands.ts';
import { registerOtherPlatformCommands } from './lti/other-platforms.commands.ts';
import { registerPlatformCommands } from './lti/platforms.commands.ts';
import { registerInviteCommand } from './lti/registration.commands.ts';
import { registerRosterCommands } from './lti/roster.commands.ts';
import { registerActivityCommands } from './passback/activities.commands.ts';
import { registerOutboxCommands } from './passback/outbox.commands.ts';
import { registerRegisterCommands } from './register/register.commands.ts';
import { registerTenantCommands } from './tenants/tenants.commands.ts';
import { systemClock } from './time/clock.ts';

/** What commands share: the configuration and the database, opened when the first of them asks. */
class Workbench {
  #config: ReadyConfig | undefined;
  #database: Database | undefined;
  #stores: Stores | undefined;
  #rosters: ReturnType<typeof openRosterSync> | undefined;

  get config(): ReadyConfig {
    this.#config ??= readConfig();
    return this.#config;
  }

  get database(): Database {
    this.#database ??= openDatabase(this.config.databaseUrl, 2, 'patient');
    return this.#database;
  }

  get rosters(): ReturnType<typeof openRosterSync> {
    this.#rosters ??= openRosterSync(this.database, this.config);
    return this.#rosters;
  }

  get stores(): Stores {
    this.#stores ??= openStores(this.database);
    return this.#stores;
  }

  async close(): Promise<void> {
    await this.#rosters?.close();
    await this.#database?.close();
  }
}

function programFor(bench: Workbench): Command {
  const program = describeProgram(new Command('passerelle'));
  program
    .command('start')
    .description('start the server with the environment’s settings')
    .action(async () => {
      await import('./main.ts');
    });
  registerDoctorCommand(program, (options) => doctorChecks(bench, options));
  registerPrivacyCommands(program, async () => createPrivacyStore(bench.database));
  registerMigrateCommand(
    program,
    async () => bench.database,
    () => tellDirectus(bench.config),
  );
  registerDirectusCommands(program, () => directusDesk(bench));
  registerTenantCommands(program, async () => bench.stores.tenants);
  const platformDesk = async () => ({ ...bench.stores, apiUrl: bench.config.apiUrl });
  const platforms = registerPlatformCommands(program, platformDesk);
  registerInviteCommand(platforms, platformDesk);
  registerOtherPlatformCommands(platforms, async () => ({
    ...bench.stores,
    ...bench.stores.services,
    secrets: createPlatformSecrets(bench.database, bench.config.secretKey),
    apiUrl: bench.config.apiUrl,
  }));
  registerLtiKeyCommands(program, async () => keyRotation(bench.database, bench.config));
  registerRosterCommands(program, async () => bench.rosters);
  registerActivityCommands(program, async () => bench.stores.activities);
  const keys = registerKeyCommands(program, async () => ({
    desk: createKeyDesk({ store: bench.stores.apiKeys, clock: systemClock, pepper: bench.config.apiKeyPepper }),
    tenants: bench.stores.tenants,
  }));
  registerIssuerCommands(keys, async () => ({ ...bench.stores, secretKey: bench.config.secretKey }));
  registerOutboxCommands(program, async () => bench.stores.outbox);
  registerRegisterCommands(program, async () => ({
    tenants: bench.stores.tenants,
    rows: bench.stores.registerRows,
    days: bench.stores.studyDays,
    transactions: bench.database,
  }));
  const site = registerSiteCommands(
    program,
    async () => bench.stores.catalogue,
    (tenantId) => siteUrlOf(bench, tenantId),
  );
  registerSiteSnippetCommand(site, () => snippetPorts(bench.config));
  registerSiteCheckCommand(site, siteCheckPorts(bench));
  registerSiteInstrumentCommand(site, () => bench.config.apiUrl);
  registerExchangeCommands(program, async () => exchangeDesk(bench.config));
  registerMaintenanceCommands(program, async () => ({ maintenance: bench.stores.maintenance, now: systemClock.now }));
  registerBackupCommands(program, async () => exchangeDesk(bench.config));
  registerRehearseCommand(program, async () => exchangeDesk(bench.config));
  registerMoveCommand(program, async () => exchangeDesk(bench.config));
  return program;
}

const bench = new Workbench();
await runCommand(programFor(bench), () => bench.close());
