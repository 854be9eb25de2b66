import { describe, expect, it } from '@jest/globals';
import { mergeDocuments, mistakesOf, type OpenApi, type Operation } from './openapi-document.ts';

const operation = (operationId: string, over: Partial<Operation> = {}): Operation => ({
  operationId,
  tags: ['Things'],
  responses: { 200: {}, 400: {}, 401: {}, 403: {}, 429: {} },
  security: [{}],
  ...over,
});

const document = (paths: OpenApi['paths'], schemas: Record<string, unknown> = {}): OpenApi => ({
  openapi: '3.0.3',
  info: { title: 'one tenant' },
  paths,
  components: { schemas },
});

describe('mergeDocuments', () => {
  it('says of each operation which tenants serve it', () => {
    const merged = mergeDocuments([
      { tenant: 'b', document: document({ '/api/z': { get: operation('Z') }, '/api/a': { get: operation('A') } }) },
      { tenant: 'a', document: document({ '/api/z': { get: operation('Z') } }, { Thing: { type: 'object' } }) },
    ]);
    expect(Object.keys(merged.paths)).toEqual(['/api/a', '/api/z']);
    expect(merged.paths['/api/z']?.get?.['x-tenants']).toEqual(['a', 'b']);
    expect(merged.paths['/api/a']?.get?.['x-tenants']).toEqual(['b']);
    expect(merged.components).toEqual({ schemas: { Thing: { type: 'object' } } });
  });

  it('refuses tenants that mean different things by one operation', () => {
    const documents = ['first', 'second'].map((summary) => ({
      tenant: summary,
      document: document({ '/api/a': { get: { ...operation('A'), summary } as Operation } }),
    }));
    expect(() => mergeDocuments(documents)).toThrow('get /api/a: the tenants document it differently');
  });

  it('refuses two schemas of one name', () => {
    const documents = ['string', 'number'].map((type) => ({ tenant: type, document: document({}, { Id: { type } }) }));
    expect(() => mergeDocuments(documents)).toThrow('schemas/Id: two classes have this name and differ');
  });
});

describe('mistakesOf', () => {
  it('finds none in operations that document everything', () => {
    expect(mistakesOf(document({ '/api/a': { get: operation('GetA'), post: operation('CreateA') } }))).toEqual([]);
  });

  it('asks an operation that is public on purpose for no refusals of credentials', () => {
    const open = operation('GetA', { security: [], responses: { 200: {}, 404: {}, 429: {} } });
    expect(mistakesOf(document({ '/api/a/{token}': { get: open } }))).toEqual([]);
  });

  it.each<[string, OpenApi['paths'], string]>([
    [
      'an id that another operation has',
      { '/api/a': { get: operation('Get') }, '/api/b': { get: operation('Get') } },
      'get /api/b: has the operationId Get of get /api/a',
    ],
    [
      'an operation without an id of ours',
      { '/api/a': { get: operation('ThingsController_get') } },
      'get /api/a: needs an operationId in PascalCase, and has "ThingsController_get"',
    ],
    [
      'an error that every operation has',
      { '/api/a': { get: operation('GetA', { responses: { 200: {}, 400: {}, 401: {}, 403: {} } }) } },
      'get /api/a: does not document 429',
    ],
    [
      'an operation on one thing that may not be there',
      { '/api/a/{id}': { get: operation('GetA') } },
      'get /api/a/{id}: does not document 404',
    ],
    [
      'no success',
      { '/api/a': { get: operation('GetA', { responses: { 400: {}, 401: {}, 403: {}, 429: {} } }) } },
      'get /api/a: documents no success',
    ],
    [
      'a header that is there twice',
      {
        '/api/a': {
          get: operation('GetA', {
            parameters: [
              { in: 'header', name: 'if-match' },
              { in: 'header', name: 'If-Match' },
            ],
          }),
        },
      },
      'get /api/a: documents the header if-match twice',
    ],
    ['no tag', { '/api/a': { get: operation('GetA', { tags: [] }) } }, 'get /api/a: has no tag'],
  ])('finds %s', (_, paths, mistake) => {
    expect(mistakesOf(document(paths))).toEqual([mistake]);
  });
});
