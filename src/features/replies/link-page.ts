import { createHash } from 'node:crypto';
import { escapeHtml, oneLine } from '../../capabilities/messaging/index.js';

const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; padding: 24px; font: 18px/1.5 system-ui, sans-serif; max-width: 40em }
h1 { font-size: 22px; overflow-wrap: anywhere }
button { font: inherit; font-weight: 600; width: 100%; min-height: 56px; border: 0; border-radius: 8px;
  background: #0969da; color: #fff; cursor: pointer }
`;

/** Nothing runs, nothing is loaded, and the form goes back to this server alone. */
export const LINK_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
};

/** A page that says something. */
export function saying(title: string, sentence: string): string {
  return page(title, `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(sentence)}</p>`);
}

/** A page with one button, which posts to the page's own address. */
export function asking(question: { key: string; title: string; facts: string; button: string }): string {
  const heading = `${question.key}: ${oneLine(question.title, 300)}`;
  return page(
    question.key,
    [
      `<h1>${escapeHtml(heading)}</h1>`,
      `<p>${escapeHtml(question.facts)}</p>`,
      `<form method="post"><button>${escapeHtml(question.button)}</button></form>`,
    ].join('\n'),
  );
}

function page(title: string, body: string): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>`,
    `<body>\n${body}\n</body></html>\n`,
  ].join('\n');
}
