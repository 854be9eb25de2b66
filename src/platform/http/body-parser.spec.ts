import { describe, expect, it } from '@jest/globals';
import { parseBody } from './body-parser.js';

const parse = (text: string) => parseBody(Buffer.from(text));

describe('parseBody', () => {
  it('answers undefined to an empty body and the value to any JSON', () => {
    expect(parse('')).toBeUndefined();
    expect(parse('{"data":{"title":"ü \\"[{\\" \\\\"}}')).toEqual({ data: { title: 'ü "[{" \\' } });
  });

  it('accepts 64 levels and refuses one more, however they are made', () => {
    expect(parse(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeDefined();
    expect(() => parse(`${'['.repeat(65)}${']'.repeat(65)}`)).toThrow('nested deeper than 64 levels');
    expect(() => parse(`${'{"a":['.repeat(40)}1${']}'.repeat(40)}`)).toThrow('nested deeper than 64 levels');
  });

  it('counts no brackets inside of texts', () => {
    expect(parse(JSON.stringify({ a: '['.repeat(500), b: `\\"${'{'.repeat(500)}` }))).toBeDefined();
  });

  it.each([
    ['{"a":{"toString":1}}', '/a/toString is not a known attribute'],
    ['{"a":{"to\\u0053tring":1}}', '/a/toString is not a known attribute'],
    ['{"constructor":1}', '/constructor is not a known attribute'],
    ['{"__proto__":{}}', 'must not hold the member __proto__'],
    ['{"__pr\\u006fto__":{}}', 'must not hold the member __proto__'],
    ['{"a":["x\\u0000"]}', '/a/0 must not contain a NUL character'],
    ['{"a\\ud800":1}', 'must not contain half of a surrogate pair'],
    ['{"a":1', 'not valid JSON'],
  ])('refuses %s', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('takes those names as texts, and whole surrogate pairs', () => {
    expect(parse('{"a":"toString","b":"\\ud83d\\ude00"}')).toEqual({ a: 'toString', b: '😀' });
  });
});

describe('parseBody, against bodies that cost more than they say', () => {
  const members = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, 0])));

  it('takes objects of 1,000 members and lists of 10,000 elements', () => {
    expect(Object.keys(parseBody(Buffer.from(members(1000))) as object)).toHaveLength(1000);
    expect(parseBody(Buffer.from(`[${'0,'.repeat(9999)}0]`))).toHaveLength(10_000);
  });

  it.each([
    ['an object of more members', members(1001), /objects of more than 1000 members/],
    ['a list of more elements', `{"a":[${'{},'.repeat(10_000)}{}]}`, /lists of more than 10000 elements/],
  ])('refuses %s', (_name, text, rule) => {
    expect(() => parseBody(Buffer.from(text))).toThrow(rule);
  });

  it('does not count the commas of texts', () => {
    expect(parseBody(Buffer.from(JSON.stringify({ a: ',"\\,'.repeat(20_000) })))).toHaveProperty('a');
  });
});
