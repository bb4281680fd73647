import { instanceDocument, learningObjectDocument, moduleDocument } from './documents.js';
import type { LearningObject } from './entities.js';
import { compareNumbers, compareText, LO_TYPES } from './identifiers.js';
import { findLearningObject, pathId } from './lookups.js';
import { links, openCursor, pageLimit, readPage, sealCursor } from './paging.js';
import type { Setting } from './setting.js';
import { badRequest, type Call, ok, type Reply, wrongType } from './wire.js';

/** The includes this tenant can follow; deeper ones on the list are deprecated, and refused. */
const INCLUDES = ['instances', 'instances.loResources'] as const;

/** GET /learningObjects: filter.loTypes, id, sort by id or name, include, cursor. */
export function listLearningObjects(setting: Setting, call: Call): Reply {
  const { query } = call;
  const page = readPage(query, { maxLimit: pageLimit(query) });
  const includes = readIncludes(query);
  const types = readLoTypes(query);
  const id = query.get('id');
  const wanted = [...setting.tenant.learningObjects.values()]
    .filter((lo) => (types === null || types.includes(lo.loType)) && (id === null || lo.id === id))
    .sort(order(query));
  const from = page.cursor === null ? page.offset : openCursor(page.cursor);
  const shown = wanted.slice(from, from + page.limit);
  const more = from + page.limit < wanted.length;
  return ok({
    links: links(call.address, query, more ? sealCursor(from + page.limit) : null),
    data: shown.map(learningObjectDocument),
    ...included(shown, includes),
  });
}

export function getLearningObject(setting: Setting, call: Call): Reply {
  const lo = findLearningObject(setting, pathId(call, 'id'));
  const includes = readIncludes(call.query);
  return ok({
    links: links(call.address, call.query, null),
    data: learningObjectDocument(lo),
    ...included([lo], includes),
  });
}

/** Null where nothing was asked for: every type. */
export function readLoTypes(query: URLSearchParams): readonly string[] | null {
  const text = query.get('filter.loTypes');
  if (text === null) return null;
  const types = text.split(',');
  for (const type of types) {
    if (!LO_TYPES.some((known) => known === type)) throw wrongType(`filter.loTypes - ${type}`);
  }
  return types;
}

function readIncludes(query: URLSearchParams): readonly string[] {
  const asked = (query.get('include') ?? '').split(',').filter((path) => path !== '');
  for (const path of asked) {
    if (!INCLUDES.some((known) => known === path)) throw badRequest('Invalid include', path);
  }
  return asked;
}

/** JSON:API's `included`: instances, and with them their modules; absent where nothing was asked for. */
function included(los: readonly LearningObject[], includes: readonly string[]): object {
  if (includes.length === 0) return {};
  const instances = los.flatMap((lo) => [...lo.instances.values()]);
  const modules = includes.includes('instances.loResources')
    ? instances.flatMap((instance) =>
        [...instance.lo.modules].map(([key, module]) => moduleDocument(instance, key, module)),
      )
    : [];
  return { included: [...instances.map(instanceDocument), ...modules] };
}

function order(query: URLSearchParams): (left: LearningObject, right: LearningObject) => number {
  const sort = query.get('sort') ?? 'id';
  const byId = (left: LearningObject, right: LearningObject): number =>
    compareNumbers(left.number, right.number) || compareText(left.loType, right.loType);
  switch (sort) {
    case 'id':
      return byId;
    case '-id':
      return (left, right) => byId(right, left);
    case 'name':
      return (left, right) => compareText(left.name, right.name) || byId(left, right);
    case '-name':
      return (left, right) => compareText(right.name, left.name) || byId(left, right);
    default:
      throw badRequest('Invalid sort', sort);
  }
}
