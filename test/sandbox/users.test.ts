import { describe, expect, it } from 'vitest';
import { type Answer, openWorld, userBody, type World } from './world.js';

const emails = (answer: Answer): string[] =>
  (answer.json.data as unknown as { attributes: { email: string } }[]).map((one) => one.attributes.email);

/** Follows links.next to the end; the addresses are taken as they come. */
async function pages(world: World, query: Readonly<Record<string, string>>): Promise<string[][]> {
  const all: string[][] = [];
  let answer = await world.api('GET', '/users', { query });
  for (;;) {
    expect(answer.status).toBe(200);
    all.push(emails(answer));
    const next = answer.json.links?.next as unknown as string | undefined;
    if (next === undefined) return all;
    const address = new URL(next);
    answer = await world.api('GET', '/users', { query: Object.fromEntries(address.searchParams) });
  }
}

describe('GET /users', () => {
  it('pages by the cursor of links.next, in order of id and against it', async () => {
    const world = await openWorld();
    const ada = 'ada@example.com';
    const eve = 'eve@partner.example.com';
    expect(await pages(world, { 'page[limit]': '3' })).toEqual([
      [ada, 'Bob+x@example.com', eve],
      ['gone@example.com'],
    ]);
    expect(await pages(world, { 'page[limit]': '2', sort: '-id' })).toEqual([
      ['gone@example.com', eve],
      ['Bob+x@example.com', ada],
    ]);
    expect(await pages(world, { 'page[limit]': '4' })).toHaveLength(1);
    expect(await pages(world, { 'page[offset]': '3' })).toEqual([['gone@example.com']]);
  });

  it('prints links with raw brackets, as the documents do', async () => {
    const world = await openWorld();
    const answer = await world.api('GET', '/users', { query: { 'page[limit]': '2' } });
    expect(answer.json.links).toEqual({
      self: `${world.sandbox.url}/primeapi/v2/users?page[limit]=2`,
      next: `${world.sandbox.url}/primeapi/v2/users?page[limit]=2&page[cursor]=102`,
    });
  });

  it('finds up to ten by number and by email, without case, and says nothing of the others', async () => {
    const world = await openWorld();
    const some = 'email:bob+X@example.com,101,email:nobody@example.com,101';
    expect(emails(await world.api('GET', '/users', { query: { ids: some } }))).toEqual([
      'Bob+x@example.com',
      'ada@example.com',
    ]);
    const eleven = Array.from({ length: 11 }, (_, index) => String(100 + index)).join(',');
    expect((await world.api('GET', '/users', { query: { ids: eleven } })).status).toBe(400);
    for (const ids of ['x', 'email:', '101,', 'uuid:aable']) {
      expect([ids, (await world.api('GET', '/users', { query: { ids } })).status]).toEqual([ids, 400]);
    }
    const both = { ids: '101', filter: 'gamification' };
    expect((await world.api('GET', '/users', { query: both })).status).toBe(400);
  });

  it('takes a plus sign in a query for a space, so that it must be encoded', async () => {
    const world = await openWorld();
    const raw = await world.api('GET', '/users?ids=email:bob+x@example.com');
    expect(emails(raw)).toEqual([]);
  });

  it('ignores filter.email, as the real one does: the first page comes, whoever was meant', async () => {
    const world = await openWorld();
    const query = { 'filter.email': 'gone@example.com', 'page[limit]': '1' };
    expect(emails(await world.api('GET', '/users', { query }))).toEqual(['ada@example.com']);
  });

  it.each([
    [{ 'page[limit]': '101' }],
    [{ 'page[limit]': '0' }],
    [{ 'page[limit]': 'ten' }],
    [{ 'page[limit]': '11', include: 'manager' }],
    [{ 'page[offset]': '501' }],
    [{ 'page[cursor]': 'abc' }],
    [{ sort: 'name' }],
    [{ filter: 'email' }],
  ])('refuses %o', async (query) => {
    const world = await openWorld();
    const answer = await world.api('GET', '/users', { query: query as unknown as Record<string, string> });
    expect([answer.status, answer.json.status]).toEqual([400, 'BAD_REQUEST']);
  });

  it('allows offsets to 500 and pages of 100, or of 10 where it is told so', async () => {
    const wide = await openWorld();
    const largest = { 'page[limit]': '100', 'page[offset]': '500' };
    expect((await wide.api('GET', '/users', { query: largest })).status).toBe(200);
    const narrow = await openWorld({ usersPageLimit: 10 });
    expect((await narrow.api('GET', '/users', { query: { 'page[limit]': '11' } })).status).toBe(400);
    expect((await narrow.api('GET', '/users', { query: { 'page[limit]': '10' } })).status).toBe(200);
  });

  it('shows one user, and 400 for one that is not there or for no number at all', async () => {
    const world = await openWorld();
    const one = await world.api('GET', '/users/103');
    expect(one.json.data).toMatchObject({
      id: '103',
      type: 'user',
      attributes: { email: 'eve@partner.example.com', userType: 'External', state: 'ACTIVE' },
      relationships: { account: { data: { id: '4711', type: 'account' } } },
    });
    const missing = await world.api('GET', '/users/999');
    expect([missing.status, missing.json.title]).toEqual([400, 'OBJECT_DOESNT_EXIST']);
    expect(missing.json.source?.info).toContain("object doesn't exist");
    expect((await world.api('GET', '/users/ada')).json.title).toContain('Bad request');
  });
});

describe('POST /users', () => {
  it('creates an internal user with the documented defaults, under the next id', async () => {
    const world = await openWorld();
    const made = await world.api('POST', '/users', { body: userBody('New@example.com') });
    expect(made.status).toBe(200);
    expect(made.json.data).toMatchObject({
      id: '20000001',
      attributes: {
        email: 'New@example.com',
        userType: 'Internal',
        userUniqueId: 'New@example.com',
        state: 'ACTIVE',
        roles: ['Learner'],
        profile: 'Employee',
      },
      relationships: { manager: { data: { id: '10000001', type: 'user' } } },
    });
    const next = await world.api('POST', '/users', { body: userBody('other@example.com') });
    expect(next.json.data?.id).toBe('20000002');
    expect(world.effects()).toEqual(['created', 'created']);
  });

  it('keeps what is optional: unique id, profile, fields, manager', async () => {
    const world = await openWorld();
    const body = userBody('n@example.com', 'N', {
      userUniqueId: 'n1',
      profile: 'Engineer',
      fields: { City: 'Ulm', Skills: ['a', 'b'] },
    }) as { data: object };
    const manager = { relationships: { manager: { data: { id: '101', type: 'user' } } } };
    await world.api('POST', '/users', { body: { data: { ...body.data, ...manager } } });
    expect(world.sandbox.state().users.find((user) => user.userUniqueId === 'n1')).toMatchObject({
      profile: 'Engineer',
      fields: { City: 'Ulm', Skills: ['a', 'b'] },
      managerEmail: 'ada@example.com',
    });
  });

  it.each([
    ['no email', { email: undefined }, 'Missing Param', 'email'],
    ['no name', { name: '' }, 'Missing Param', 'name'],
    ['no type', { userType: undefined }, 'Missing Param', 'userType'],
    ['the type of the answer', { userType: 'Internal' }, 'Field Type incorrect', 'userType'],
    ['an external user', { userType: 'EXTERNAL' }, 'Field Type incorrect', 'userType'],
    ['an email that is none', { email: 'nobody' }, 'Field Type incorrect', 'email'],
    ['a number for a name', { name: 5 }, 'Field Type incorrect', 'name'],
    ['fields that are no object', { fields: 'x' }, 'Field Type incorrect', 'fields'],
    ['a field of numbers', { fields: { a: [1] } }, 'Field Type incorrect', 'fields.a'],
    ['roles that are no list', { roles: 'Learner' }, 'Field Type incorrect', 'roles'],
  ])('refuses %s and names the field', async (_, attributes, title, field) => {
    const world = await openWorld();
    const body = userBody('new@example.com', 'New', attributes);
    const answer = await world.api('POST', '/users', { body });
    expect([answer.status, answer.json.title]).toEqual([400, title]);
    expect(answer.json.source?.info).toContain(field);
    expect(world.sandbox.state().users).toHaveLength(4);
    expect(world.effects()).toEqual(['none']);
  });

  it('refuses a wrong resource type and a manager who is not there', async () => {
    const world = await openWorld();
    const wrong = await world.api('POST', '/users', { body: { data: { type: 'users', attributes: {} } } });
    expect(wrong.json.source?.info).toBe('incorrect type - users');
    const relationships = { manager: { data: { id: '555', type: 'user' } } };
    const { data } = userBody('x@example.com') as { data: object };
    const orphan = await world.api('POST', '/users', { body: { data: { ...data, relationships } } });
    expect(orphan.json.title).toBe('OBJECT_DOESNT_EXIST');
  });

  it('refuses an email or a unique id that is taken, in any case, and logs the first as a repeat', async () => {
    const world = await openWorld();
    const email = await world.api('POST', '/users', { body: userBody('ADA@example.com') });
    const body = userBody('z@example.com', 'Z', { userUniqueId: 'AABLE' });
    const uniqueId = await world.api('POST', '/users', { body });
    expect([email.status, uniqueId.status]).toEqual([400, 400]);
    expect(email.json.source?.info).toContain('already present');
    expect(world.effects()).toEqual(['repeated', 'none']);
  });

  it('takes a repeat, or doubles it, where the tenant is told so', async () => {
    const world = await openWorld({ faults: { repeats: 'accept' } });
    const accepted = await world.api('POST', '/users', { body: userBody('ada@example.com') });
    expect([accepted.status, accepted.json.data?.id]).toEqual([200, '101']);
    await world.faults({ repeats: 'duplicate' });
    const doubled = await world.api('POST', '/users', { body: userBody('ada@example.com') });
    expect(doubled.json.data?.id).toBe('20000001');
    const twins = world.sandbox.state().users.filter((user) => user.email === 'ada@example.com');
    expect(twins).toHaveLength(2);
    expect(world.effects()).toEqual(['repeated', 'repeated']);
  });
});

describe('PATCH and DELETE /users/{id}', () => {
  const patch = (world: World, id: string, attributes: object, more: object = {}) =>
    world.api('PATCH', `/users/${id}`, { body: { data: { id, type: 'user', attributes, ...more } } });

  it('change what may be changed, find the user by the new email, and ignore a state', async () => {
    const world = await openWorld();
    const answer = await patch(world, '101', {
      email: 'able@example.com',
      name: 'A',
      state: 'DELETED',
      roles: ['Learner', 'Author'],
    });
    expect(answer.status).toBe(200);
    expect(answer.json.data?.attributes).toMatchObject({
      email: 'able@example.com',
      state: 'ACTIVE',
      roles: ['Learner', 'Author'],
    });
    const found = await world.api('GET', '/users', {
      query: { ids: 'email:able@example.com,email:ada@example.com' },
    });
    expect(emails(found)).toEqual(['able@example.com']);
    await patch(world, '101', { name: 'A' });
    expect(world.effects()).toEqual(['changed', 'repeated']);
  });

  it('refuse a body for somebody else, a taken email, and change nothing then', async () => {
    const world = await openWorld();
    const before = world.sandbox.state();
    const other = { data: { id: '102', type: 'user', attributes: { name: 'X' } } };
    expect((await world.api('PATCH', '/users/101', { body: other })).status).toBe(400);
    expect((await patch(world, '101', { name: 'X', email: 'bob+X@example.com' })).status).toBe(400);
    expect((await patch(world, '101', { name: 'X', userUniqueId: 'bob+x@example.com' })).status).toBe(400);
    expect((await patch(world, '101', { name: 'X', fields: 3 })).status).toBe(400);
    expect((await patch(world, '555', { name: 'X' })).json.title).toBe('OBJECT_DOESNT_EXIST');
    expect(world.sandbox.state()).toEqual(before);
  });

  it('delete with 204, keep the user as DELETED, and refuse the second time', async () => {
    const world = await openWorld();
    const gone = await world.api('DELETE', '/users/103');
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await world.api('GET', '/users/103')).json.data?.attributes?.state).toBe('DELETED');
    expect((await world.api('DELETE', '/users/103')).status).toBe(400);
    expect((await patch(world, '103', { name: 'X' })).status).toBe(400);
    expect(world.effects()).toEqual(['removed', 'repeated', 'none']);
    expect(world.sandbox.state().externalProfiles.map((one) => one.seatsTaken)).toEqual([0, 0]);
  });
});
