import { z } from 'zod';
import { AlmMisunderstood } from './errors.js';
import { parseModuleId } from './ids.js';
import {
  attributesOf,
  indexIncluded,
  optionalFlag,
  optionalText,
  type Resource,
  readSingle,
  refsOf,
} from './jsonApi.js';
import { type PageOf, pages, placeAfter } from './paging.js';
import { isMissing } from './refusal.js';
import type { AlmRequest, Send } from './seam.js';
import { DEFAULT_SETTINGS } from './settings.js';

export interface AlmModule {
  /** The loResource id, `course:<c>_<i>_<m>_<v>`. */
  readonly moduleId: string;
  readonly name: string | null;
  /** Elearning, Classroom, Virtual Classroom, Activity. */
  readonly resourceType: string | null;
  /** Content, Pre Work, Test Out. */
  readonly loResourceType: string | null;
  readonly mandatory: boolean | null;
  readonly version: string | null;
}

export interface AlmInstance {
  readonly instanceId: string;
  readonly name: string | null;
  readonly isDefault: boolean | null;
  /** Active, Retired. */
  readonly state: string | null;
  readonly modules: readonly AlmModule[];
}

/** A course; or a learning program, whose instances have no modules of their own. */
export interface AlmCourse {
  readonly courseId: string;
  readonly loType: string;
  readonly title: string | null;
  readonly uniqueId: string | null;
  /** Published, Draft, Retired. */
  readonly state: string | null;
  readonly instances: readonly AlmInstance[];
}

const localized = z
  .array(z.looseObject({ locale: z.string().nullish(), name: z.string().nullish() }))
  .nullish();
const courseAttributes = z.looseObject({
  loType: optionalText,
  name: optionalText,
  uniqueId: optionalText,
  state: optionalText,
  localizedMetadata: localized,
});
const instanceAttributes = z.looseObject({
  name: optionalText,
  isDefault: optionalFlag,
  state: optionalText,
  localizedMetadata: localized,
});
const moduleAttributes = z.looseObject({
  name: optionalText,
  resourceType: optionalText,
  loResourceType: optionalText,
  mandatory: optionalFlag,
  version: z.union([z.number(), z.string()]).nullish(),
  localizedMetadata: localized,
});

/** The name in English where there is one, else the first: names are kept by locale (section 8). */
function nameOf(attributes: {
  name: string | null;
  localizedMetadata?: z.infer<typeof localized>;
}): string | null {
  const all = (attributes.localizedMetadata ?? []).filter(
    (each) => typeof each.name === 'string' && each.name !== '',
  );
  const english = all.find((each) => each.locale?.toLowerCase().startsWith('en') === true);
  return (english ?? all[0])?.name ?? attributes.name;
}

function toCourse(
  what: string,
  resource: Resource,
  included: ReturnType<typeof indexIncluded>,
  requestId: string | null,
): AlmCourse {
  const instances = refsOf(resource, 'instances').map((instanceId): AlmInstance => {
    const instance = included('learningObjectInstance', instanceId);
    if (instance === undefined) {
      // Without its instances the course would seem to have no modules, and nothing to complete.
      throw new AlmMisunderstood(
        what,
        `${resource.id}: included`,
        `${instanceId} is named and missing`,
        requestId,
      );
    }
    const told = attributesOf(what, instanceAttributes, instance, requestId);
    const modules = refsOf(instance, 'loResources').map((moduleId): AlmModule => {
      const loResource = included('learningObjectResource', moduleId);
      const fallback = parseModuleId(moduleId)?.version ?? null;
      if (loResource === undefined) {
        return {
          moduleId,
          name: null,
          resourceType: null,
          loResourceType: null,
          mandatory: null,
          version: fallback,
        };
      }
      const module = attributesOf(what, moduleAttributes, loResource, requestId);
      const { resourceType, loResourceType, mandatory, version } = module;
      return {
        moduleId,
        name: nameOf(module),
        resourceType,
        loResourceType,
        mandatory,
        version: version === undefined || version === null ? fallback : String(version),
      };
    });
    return { instanceId, name: nameOf(told), isDefault: told.isDefault, state: told.state, modules };
  });
  return { ...toTitle(what, resource, requestId), instances };
}

function toTitle(what: string, resource: Resource, requestId: string | null): CourseTitle {
  const attributes = attributesOf(what, courseAttributes, resource, requestId);
  return {
    courseId: resource.id,
    loType: attributes.loType ?? resource.id.split(':', 1)[0] ?? 'course',
    title: nameOf(attributes),
    uniqueId: attributes.uniqueId,
    state: attributes.state,
  };
}

const INCLUDE = 'instances.loResources';

export interface CourseListOptions {
  /** Learning programs, too. */
  readonly learningPrograms?: boolean;
  readonly settings?: typeof DEFAULT_SETTINGS;
  /** The parameters of the page to begin with. */
  readonly place?: Readonly<Record<string, string>>;
}

/** Courses with instances and modules, a page at a time; learning programs too when asked for. */
export async function* listCourses(
  send: Send,
  options: CourseListOptions = {},
  signal?: AbortSignal,
): AsyncGenerator<readonly AlmCourse[], void, undefined> {
  for await (const page of listCoursePages(send, options, signal)) yield page.items;
}

/** Likewise, with the place of each next page. */
export async function* listCoursePages(
  send: Send,
  options: CourseListOptions = {},
  signal?: AbortSignal,
): AsyncGenerator<PageOf<AlmCourse>, void, undefined> {
  const what = WHAT;
  const { coursesPageSize } = options.settings ?? DEFAULT_SETTINGS;
  const first = listRequest(options, { include: INCLUDE, 'page[limit]': String(coursesPageSize) });
  for await (const page of pages(what, send, first, signal)) {
    const included = indexIncluded(page.included);
    yield {
      items: page.data.map((each) => toCourse(what, each, included, page.answer.requestId)),
      next: placeAfter(page),
    };
  }
}

/** What a list says of courses without instances and modules: a page holds 100 then, and not 10 (section 4). */
export type CourseTitle = Omit<AlmCourse, 'instances'>;

export async function* listCourseTitlePages(
  send: Send,
  options: CourseListOptions = {},
  signal?: AbortSignal,
): AsyncGenerator<PageOf<CourseTitle>, void, undefined> {
  const first = listRequest(options, { 'page[limit]': '100' });
  for await (const page of pages(WHAT, send, first, signal)) {
    yield {
      items: page.data.map((each) => toTitle(WHAT, each, page.answer.requestId)),
      next: placeAfter(page),
    };
  }
}

const WHAT = 'the learning objects could not be listed';

function listRequest(
  { learningPrograms = false, place = {} }: CourseListOptions,
  query: Readonly<Record<string, string>>,
): AlmRequest {
  const loTypes = learningPrograms ? 'course,learningProgram' : 'course';
  return {
    method: 'GET',
    path: '/learningObjects',
    query: { ...query, 'filter.loTypes': loTypes, ...place },
  };
}

/** `null` when ALM says that there is no such learning object. */
export async function getCourse(
  send: Send,
  courseId: string,
  signal?: AbortSignal,
): Promise<AlmCourse | null> {
  const what = `${courseId} could not be read`;
  const path = `/learningObjects/${encodeURIComponent(courseId)}`;
  const answer = await send({ method: 'GET', path, query: { include: INCLUDE } }, signal);
  if (isMissing(answer)) return null;
  const { data, included } = readSingle(what, answer);
  return toCourse(what, data, indexIncluded(included), answer.requestId);
}
