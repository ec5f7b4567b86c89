// Writes backend/.env.example and docs/config.md from the settings; --check compares instead and fails on a difference.
import { configPage, envExample } from '../backend/src/config/documentation.ts';
import { keepFiles } from './keep-files.ts';

await keepFiles({ 'backend/.env.example': envExample(), 'docs/config.md': configPage() });
