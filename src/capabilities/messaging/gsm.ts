/** 3GPP TS 23.038 §6.2.1: the characters of one septet, and those that take two. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENSION = new Set('^{}\\[~]|€');
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '`': "'",
  '\t': ' ',
  '\u00a0': ' ',
};

/** One text message: anything longer is sent, and paid, in pieces. */
export const GSM_MAX = 160;

/** The text in the alphabet of text messages: accents that it lacks are dropped, other characters become `?`. */
export function gsmText(text: string): string {
  return Array.from(text.normalize('NFC'), gsmCharacter).join('');
}

/** How many of the 160 places the text takes; it must be in the alphabet. */
export function gsmLength(text: string): number {
  let length = 0;
  for (const each of text) length += EXTENSION.has(each) ? 2 : 1;
  return length;
}

/** The text in the alphabet, cut with `...` so that it takes at most `places`. */
export function gsmCut(text: string, places: number): string {
  const whole = gsmText(text);
  if (gsmLength(whole) <= places) return whole;
  let cut = '';
  let length = 0;
  for (const each of whole) {
    length += EXTENSION.has(each) ? 2 : 1;
    if (length > places - 3) break;
    cut += each;
  }
  return `${cut.trimEnd()}...`;
}

function gsmCharacter(character: string): string {
  if (BASIC.has(character) || EXTENSION.has(character)) return character;
  const alike = LOOK_ALIKE[character];
  if (alike !== undefined) return alike;
  const bare = character.normalize('NFD').replace(/\p{M}/gu, '');
  return bare !== '' && Array.from(bare).every((each) => BASIC.has(each)) ? bare : '?';
}
