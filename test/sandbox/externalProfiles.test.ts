import { describe, expect, it } from 'vitest';
import { openWorld, type World } from './world.js';

const PROFILE = {
  name: 'Acme',
  managerEmail: 'acme@example.com',
  expiry: '2027-12-31T18:29:59.000Z',
  seatLimit: 10,
};

const profileBody = (attributes: object): object => ({ data: { type: 'externalProfile', attributes } });

const external = (email: string, more: object = {}): object => ({
  data: { type: 'user', attributes: { email, name: 'Ext', userType: 'EXTERNAL', ...more } },
});

const ids = async (world: World, path: string, query = {}): Promise<string[]> => {
  const answer = await world.api('GET', path, { query });
  expect(answer.status).toBe(200);
  return (answer.json.data as unknown as { id: string }[]).map((one) => one.id);
};

describe('external profiles', () => {
  it('are created with four mandatory attributes, and get an id, a key and an address', async () => {
    const world = await openWorld();
    const made = await world.api('POST', '/externalProfiles', { body: profileBody(PROFILE) });
    expect(made.status).toBe(200);
    expect(made.json.data).toMatchObject({
      id: '30001',
      type: 'externalProfile',
      attributes: { ...PROFILE, enabled: true },
    });
    expect(made.json.data?.attributes?.url).toContain('/eplogin?groupid=30001');
    for (const name of ['name', 'managerEmail', 'expiry', 'seatLimit']) {
      const body = profileBody({ ...PROFILE, [name]: undefined });
      const refused = await world.api('POST', '/externalProfiles', { body });
      expect(refused.json).toEqual({ status: 'BAD_REQUEST', title: 'Missing Param', source: { info: name } });
    }
    for (const wrong of [
      { seatLimit: 0 },
      { seatLimit: '10' },
      { expiry: '31-Dec-2027' },
      { expiry: '2027-02-30T00:00:00Z' },
      { managerEmail: 'x' },
    ]) {
      const body = profileBody({ ...PROFILE, ...wrong });
      expect((await world.api('POST', '/externalProfiles', { body })).json.title).toBe(
        'Field Type incorrect',
      );
    }
  });

  it('are listed by page, shown one by one, and changed', async () => {
    const world = await openWorld();
    expect(await ids(world, '/externalProfiles')).toEqual(['9001', '9002']);
    const first = await world.api('GET', '/externalProfiles', { query: { 'page[limit]': '1' } });
    const next = new URL(String(first.json.links?.next));
    expect(await ids(world, '/externalProfiles', Object.fromEntries(next.searchParams))).toEqual(['9002']);
    expect(await ids(world, '/externalProfiles', { 'page[offset]': '1' })).toEqual(['9002']);
    const changed = await world.api('PATCH', '/externalProfiles/9002', {
      body: profileBody({ seatLimit: 5 }),
    });
    expect(changed.json.data?.attributes).toMatchObject({ name: 'Vendors', seatLimit: 5 });
    expect((await world.api('GET', '/externalProfiles/9002')).json.data?.attributes?.seatLimit).toBe(5);
    expect((await world.api('GET', '/externalProfiles/1')).json.title).toBe('OBJECT_DOESNT_EXIST');
    expect(
      (await world.api('PATCH', '/externalProfiles/9002', { body: profileBody({ seatLimit: -1 }) })).status,
    ).toBe(400);
    expect((await world.api('GET', '/externalProfiles', { query: { 'page[limit]': '101' } })).status).toBe(
      400,
    );
  });

  it('take users one by one until the seats are full; a deleted user gives the seat back', async () => {
    const world = await openWorld();
    const path = '/externalProfiles/9001/users';
    const second = await world.api('POST', path, {
      body: external('two@example.com', { userUniqueId: 'u2' }),
    });
    expect(second.json.data?.attributes).toMatchObject({
      userType: 'External',
      userUniqueId: 'u2',
      profile: 'Partners',
    });
    const third = await world.api('POST', path, { body: external('three@example.com') });
    expect([third.status, third.json.title]).toEqual([400, 'SEAT_LIMIT_EXCEEDED']);
    await world.api('DELETE', '/users/103');
    expect((await world.api('POST', path, { body: external('three@example.com') })).status).toBe(200);
    expect(await ids(world, path)).toEqual(['103', '20000001', '20000002']);
    expect(await ids(world, path, { 'filter.userStates': 'ACTIVE,SUSPENDED' })).toEqual([
      '20000001',
      '20000002',
    ]);
    expect(await ids(world, path, { 'filter.userStates': 'DELETED' })).toEqual(['103']);
    expect((await world.api('GET', path, { query: { 'filter.userStates': 'active' } })).status).toBe(400);
  });

  it('refuse internal users, taken emails and unknown profiles', async () => {
    const world = await openWorld();
    const path = '/externalProfiles/9001/users';
    const internal = {
      data: { type: 'user', attributes: { email: 'a@example.com', name: 'A', userType: 'INTERNAL' } },
    };
    expect((await world.api('POST', path, { body: internal })).json.source?.info).toContain('EXTERNAL');
    expect((await world.api('POST', path, { body: external('EVE@partner.example.com') })).status).toBe(400);
    expect((await world.api('POST', path, { body: external('ada@example.com') })).status).toBe(400);
    expect(
      (await world.api('POST', '/externalProfiles/1/users', { body: external('a@example.com') })).status,
    ).toBe(400);
    expect(world.effects()).toEqual(['none', 'repeated', 'none', 'none']);
  });

  it('let a user move, if there is a seat', async () => {
    const world = await openWorld();
    const move = (from: string, to?: string) =>
      world.api('PUT', `/externalProfiles/${from}/users/103`, {
        query: to === undefined ? {} : { newExternalProfileId: to },
      });
    expect((await move('9001')).json).toMatchObject({
      title: 'Missing Param',
      source: { info: 'newExternalProfileId' },
    });
    expect((await move('9002', '9001')).status).toBe(400);
    expect((await move('9001', '9002')).status).toBe(200);
    expect((await move('9001', '9002')).status).toBe(400);
    expect(world.sandbox.state().users.find((user) => user.name === 'Eve')?.externalProfile).toBe('Vendors');
    await world.api('POST', '/externalProfiles/9001/users', { body: external('two@example.com') });
    const full = await world.api('PUT', '/externalProfiles/9001/users/20000001', {
      query: { newExternalProfileId: '9002' },
    });
    expect(full.json.title).toBe('SEAT_LIMIT_EXCEEDED');
    expect(world.effects()).toEqual(['none', 'repeated', 'changed', 'repeated', 'created', 'none']);
  });
});
