// Writes backend/db/schema*.sql from the migrations, through real databases (npm test starts them, and so does
// tools/test-servers/serve.ts); --check compares instead of writing.
import { openDatabase } from '../backend/src/db/connection.ts';
import { migrate } from '../backend/src/db/migrate.ts';
import { dumpSchema } from '../backend/src/db/schema-dump.ts';
import { type Engine, engines } from '../backend/test/support/engines.ts';
import { keepFiles } from './keep-files.ts';

const FILES: Record<Engine['name'], string> = {
  sqlite: 'backend/db/schema.sqlite.sql',
  postgres: 'backend/db/schema.sql',
  mariadb: 'backend/db/schema.mysql.sql',
};

for (const engine of engines) {
  if (engine.missing === undefined) await keepFiles({ [FILES[engine.name]]: await schemaOn(engine) });
  else {
    process.stderr.write(`${FILES[engine.name]} left alone: ${engine.missing}\n`);
    process.exitCode = 1;
  }
}

async function schemaOn(engine: Engine): Promise<string> {
  const fresh = await engine.freshDatabaseUrl();
  const database = openDatabase(fresh.url, 2);
  try {
    await migrate(database);
    return await dumpSchema(database);
  } finally {
    await database.close();
    await fresh.drop();
  }
}
