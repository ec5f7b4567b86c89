import type { Command } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { STUB } from './script-tag.ts';

/** What the tags are made of. */
export interface SnippetPorts {
  apiUrl: string;
  script: { name: string; pinnedName: string; integrity: string };
}

/** `passerelle site snippet`: the script tag to paste into a page. */
export function registerSiteSnippetCommand(site: Command, ports: () => SnippetPorts): void {
  withExamples(
    site.command('snippet').description('the script tag to paste into the pages'),
    'passerelle site snippet',
    'passerelle site snippet --json',
  ).action((options: { json?: boolean }) => {
    const { apiUrl, script } = ports();
    const at = (name: string): string => `${apiUrl}/assets/js/${name}`;
    const tag = `<script async src="${at(script.name)}"></script>`;
    const pinned = `<script async src="${at(script.pinnedName)}" integrity="${script.integrity}" crossorigin="anonymous"></script>`;
    print(
      {
        json: { tag, pinned_tag: pinned, integrity: script.integrity, stub: STUB },
        text: `À coller dans chaque page, dans <head> / to paste into each page, inside <head>:

  ${tag}

Ou, pour figer cette version (le navigateur refuse toute autre) / or, to pin this build (the browser refuses any other):

  ${pinned}

Avant elle, dans les pages qui ont un bouton « terminer » : les clics faits avant que le script soit chargé ne sont pas perdus /
before it, on pages with a finish button: clicks made before the script has loaded are not lost:

  ${STUB}`,
      },
      options,
    );
  });
}
