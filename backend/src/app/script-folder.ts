import path from 'node:path';
import { backendFolder } from '../config/read-config.ts';

/** The builds of the browser script that come with this server. */
export const scriptFolder = path.join(backendFolder, '..', 'assets', 'js');
