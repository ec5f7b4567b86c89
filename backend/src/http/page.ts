import { randomBytes } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { Html, html } from '../html/html.ts';
import type { Page } from '../html/page.ts';

const STYLE = `
:root{color-scheme:light dark;--ink:#1b2430;--paper:#f6f7f9;--card:#fff;--soft:#51606f;--line:#d5dbe1;--key:#0b5cad;--on-key:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf2;--paper:#12171c;--card:#1c232a;--soft:#a9b6c2;--line:#36424d;--key:#8ec5ff;--on-key:#0b1a29}}
*{box-sizing:border-box}
body{margin:0;padding:1.25rem;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:34rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.5rem;overflow-wrap:anywhere}
h1{margin:0 0 .75rem;font-size:1.375rem;line-height:1.3}
p{margin:0 0 .9rem}
.soft{color:var(--soft);font-size:.9375rem}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0 .5rem}
button,.button{display:grid;place-content:center;text-wrap:balance;flex:1 1 12rem;min-height:2.75rem;padding:.6rem 1rem;border:2px solid var(--key);border-radius:.5rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;background:var(--key);color:var(--on-key)}
.button.quiet{background:transparent;color:var(--key)}
form{display:contents}
a{color:var(--key)}
code{font:.9375rem ui-monospace,SFMono-Regular,Consolas,monospace}
:focus-visible{outline:3px solid var(--key);outline-offset:3px}
`;

/** Sends a page with a policy that lets nothing else run, and that no cache keeps. */
export function answerPage(reply: FastifyReply, page: Page): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    page.script === undefined ? '' : `script-src 'nonce-${nonce}'`,
    `form-action ${page.formOrigins === undefined ? "'none'" : ["'self'", ...page.formOrigins].join(' ')}`,
    "base-uri 'none'",
    page.frameOrigins === undefined ? '' : `frame-ancestors 'self' ${page.frameOrigins.join(' ')}`,
  ];
  const text = html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title}</title>
<style nonce="${nonce}">${new Html(STYLE)}${page.style}</style>
</head>
<body>
<main>
${page.body}
</main>
${page.script && html`<script nonce="${nonce}">${page.script}</script>`}
</body>
</html>
`.text;
  return reply
    .code(page.status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', policy.filter((part) => part !== '').join('; '))
    .header('cache-control', 'no-store')
    .send(text);
}
