// npm run architecture: fails when a file breaks the rules of the house (who may import whom, names, I/O).
import path from 'node:path';
import { checkArchitecture } from './architecture/check-architecture.ts';

const root = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '..'));
const { findings, modules, imports, typeOnlyImports } = await checkArchitecture(root);
for (const { rule, at, says } of findings) process.stdout.write(`${rule}  ${at}\n    ${says}\n`);
process.stdout.write(
  `${modules} modules, ${imports} imports (${typeOnlyImports} of types only), ${findings.length} breaches\n`,
);
process.exitCode = findings.length > 0 ? 1 : 0;
