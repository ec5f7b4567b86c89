import { Command } from 'commander';
import { readConfig } from '../config/read-config.ts';
import { registerBackupCommands } from '../exchange/backup.commands.ts';
import { registerExchangeCommands } from '../exchange/exchange.commands.ts';
import { registerMoveCommand } from '../exchange/move.commands.ts';
import { registerRehearseCommand } from '../exchange/rehearse.commands.ts';
import { exchangeDesk } from './exchange.ts';
import { describeProgram, runCommand } from './run-command.ts';

/*
 * The commands that move whole bases, without the rest of the program: it would take more memory than they do. The launcher
 * (bin/passerelle.js) comes here for them.
 */
// A launcher that is killed takes this process with it: half a move must not go on unseen.
const endWithLauncher = () => process.exit(1);
if (process.send !== undefined) process.on('disconnect', endWithLauncher);

const program = describeProgram(new Command('passerelle'));
const open = async () => exchangeDesk(readConfig());
registerExchangeCommands(program, open);
registerBackupCommands(program, open);
registerRehearseCommand(program, open);
registerMoveCommand(program, open);
await runCommand(program, async () => undefined);
process.off('disconnect', endWithLauncher);
if (process.connected) process.disconnect();
