// Runs a script on Node 24, whichever Node npm itself runs on: node tools/node24.js SCRIPT [ARGS]
import { runOnNode24 } from '../backend/bin/node24.js';

runOnNode24(process.argv.slice(2));
