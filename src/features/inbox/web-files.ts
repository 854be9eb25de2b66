import { readFileSync } from 'node:fs';
import { entityTag } from './entity-tag.js';

export interface WebFile {
  readonly text: string;
  readonly type: string;
  readonly tag: string;
}

/** The same depth from `src/` and from `dist/`. */
const FOLDER = new URL('../../../web/inbox/', import.meta.url);

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

function read(name: string, type: keyof typeof TYPES): WebFile {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  return { text, type: TYPES[type], tag: entityTag(text) };
}

/** The page and what it loads, read once. Only these names are ever served, so no path of a request names a file. */
export function readWebFiles() {
  const scripts = ['main.js', 'session.js', 'api.js', 'inbox.js', 'card.js', 'story.js', 'time.js', 'dom.js'];
  return {
    page: read('index.html', 'html'),
    assets: new Map<string, WebFile>([
      ['inbox.css', read('inbox.css', 'css')],
      ['icon.svg', read('icon.svg', 'svg')],
      ...scripts.map((name): [string, WebFile] => [name, read(name, 'js')]),
    ]),
  };
}
