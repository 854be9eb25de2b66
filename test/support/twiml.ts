/** An element of the markup that a provider of calls is answered with. */
export interface Verb {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly verbs: readonly Verb[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const TOKEN = /<\/(\w+)>|<(\w+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** The verbs of a response, in order. Throws for what is not well formed, or no response. */
export function verbsOf(xml: string): readonly Verb[] {
  const declared = /^<\?xml version="1.0" encoding="UTF-8"\?>/.exec(xml);
  if (declared === null) throw new Error(`no XML: ${xml}`);
  const open: (Omit<Verb, 'verbs' | 'text'> & { verbs: Verb[]; text: string })[] = [];
  let root: Verb | undefined;
  TOKEN.lastIndex = declared[0].length;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(xml);
    if (token === null || root !== undefined) throw new Error(`not well formed at ${at}: ${xml}`);
    const [, closing, opening, attributes = '', empty, text] = token;
    const inner = open.at(-1);
    if (text !== undefined && inner !== undefined) inner.text += plain(text);
    if (opening !== undefined) open.push({ name: opening, attributes: attributesOf(attributes), verbs: [], text: '' });
    if (closing === undefined && empty !== '/') continue;
    const done = open.pop();
    if (done === undefined || (closing !== undefined && closing !== done.name)) throw new Error(`not nested: ${xml}`);
    const outer = open.at(-1);
    if (outer === undefined) root = done;
    else outer.verbs.push(done);
  }
  if (root?.name !== 'Response') throw new Error(`no response: ${xml}`);
  return root.verbs;
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, plain(value)]),
  );
}

function plain(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
