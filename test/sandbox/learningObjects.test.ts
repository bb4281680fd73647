import { describe, expect, it } from 'vitest';
import { type Answer, openWorld } from './world.js';

const ids = (answer: Answer, part: 'data' | 'included' = 'data'): string[] =>
  (answer.json[part] as unknown as { id: string }[]).map((one) => one.id);

describe('learning objects', () => {
  it('are listed by type, with their instances and modules included', async () => {
    const world = await openWorld();
    const query = { 'filter.loTypes': 'course', include: 'instances.loResources' };
    const answer = await world.api('GET', '/learningObjects', { query });
    expect(ids(answer)).toEqual(['course:7', 'course:8', 'course:9']);
    expect(ids(answer, 'included')).toContain('course:7_702_72_1');
    const included = answer.json.included as unknown as { id: string }[];
    expect(included.find((one) => one.id === 'course:7_701')).toMatchObject({
      type: 'learningObjectInstance',
      attributes: {
        isDefault: true,
        state: 'Active',
        localizedMetadata: [{ locale: 'en-US', name: 'Default' }],
      },
      relationships: {
        loResources: {
          data: ['course:7_701_71_0', 'course:7_701_72_1', 'course:7_701_73_0'].map((id) => ({
            id,
            type: 'learningObjectResource',
          })),
        },
      },
    });
    expect(included.find((one) => one.id === 'course:7_701_72_1')).toMatchObject({
      type: 'learningObjectResource',
      attributes: { mandatory: true, version: 1, resourceType: 'Elearning', loResourceType: 'Content' },
    });
  });

  it('page by a cursor that says nothing, keep type and order, and include nothing unasked', async () => {
    const world = await openWorld();
    const query = { 'page[limit]': '2', sort: 'name' };
    const first = await world.api('GET', '/learningObjects', { query });
    expect(ids(first)).toEqual(['course:8', 'course:7']);
    expect(first.json.included).toBeUndefined();
    const next = new URL(String(first.json.links?.next));
    const second = await world.api('GET', '/learningObjects', {
      query: Object.fromEntries(next.searchParams),
    });
    expect(ids(second)).toEqual(['learningProgram:5', 'course:9']);
    expect(second.json.links?.next).toBeUndefined();
    const reversed = await world.api('GET', '/learningObjects', { query: { sort: '-id' } });
    expect(ids(reversed)).toEqual(['course:9', 'course:8', 'course:7', 'learningProgram:5']);
  });

  it('come a hundred a page without includes and ten with them', async () => {
    const world = await openWorld();
    const limit = async (size: string, more = {}) =>
      (await world.api('GET', '/learningObjects', { query: { 'page[limit]': size, ...more } })).status;
    expect(await limit('100')).toBe(200);
    expect(await limit('101')).toBe(400);
    expect(await limit('10', { include: 'instances' })).toBe(200);
    expect(await limit('11', { include: 'instances' })).toBe(400);
  });

  it('are shown one by one, with the unique id and the number of modules', async () => {
    const world = await openWorld();
    const query = { include: 'instances,instances.loResources' };
    const answer = await world.api('GET', '/learningObjects/course%3A7', { query });
    expect(answer.json.data).toMatchObject({
      id: 'course:7',
      type: 'learningObject',
      attributes: { uniqueId: 'FS-1', loType: 'course', state: 'Published', loResourceCompletionCount: 3 },
      relationships: {
        instances: { data: [{ id: 'course:7_701' }, { id: 'course:7_702' }, { id: 'course:7_703' }] },
      },
    });
    expect(ids(answer, 'included')).toHaveLength(3 + 9);
    const only = await world.api('GET', '/learningObjects', { query: { id: 'course:8' } });
    expect(ids(only)).toEqual(['course:8']);
  });

  it.each([
    ['/learningObjects/7', {}],
    ['/learningObjects/course:77', {}],
    ['/learningObjects/course:7_701', {}],
    ['/learningObjects', { 'filter.loTypes': 'courses' }],
    ['/learningObjects', { include: 'instances.loResources.resources' }],
    ['/learningObjects', { sort: 'date' }],
    ['/learningObjects', { 'page[cursor]': 'eyJmcm9tIjotMX0=' }],
    ['/learningObjects', { 'page[cursor]': 'course:7' }],
  ])('refuse GET %s with %o', async (path, query) => {
    const world = await openWorld();
    const answer = await world.api('GET', path, { query: query as unknown as Record<string, string> });
    expect([answer.status, answer.json.status]).toEqual([400, 'BAD_REQUEST']);
  });
});
