import { type Setting, settings } from './settings.ts';

const all: readonly Setting[] = Object.values(settings);

/** The text of backend/.env.example. */
export function envExample(): string {
  const lines = all.map((setting) => {
    const value = setting.example ?? setting.fallback ?? '';
    const line = `# ${setting.name}=${value}`;
    return `# ${setting.meaning}\n${line}\n`;
  });
  return `# Copy to backend/.env and keep the lines you need. Made from backend/src/config/settings.ts.\n\n${lines.join('\n')}`;
}

/** The text of docs/config.md. */
export function configPage(): string {
  const rows = all.map(
    (s) => `| \`${s.name}\` | ${s.fallback === undefined ? '' : `\`${s.fallback}\``} | ${s.meaning} |`,
  );
  return `# Settings

Environment variables only; \`backend/.env\` is read if it is there and the process's own variables win over it. A bad value,
or an unknown name in \`.env\`, stops the start with all faults listed. Made from \`backend/src/config/settings.ts\` by
\`npm run generate\`.

| Variable | Default | Meaning |
| --- | --- | --- |
${rows.join('\n')}
`;
}
