// Writes docs/REGISTRE_TRAITEMENTS.md from the annotations of the tables; --check compares instead and fails on a difference.
import { processingRegister } from '../backend/src/db/processing-register.ts';
import { keepFiles } from './keep-files.ts';

await keepFiles({ 'docs/REGISTRE_TRAITEMENTS.md': processingRegister() });
