/** ALM's courses as mapping needs them: what a snapshot found. All ids are ALM's, in full. */
export type Catalogue = ReadonlyMap<string, CatalogueCourse>;

export interface CatalogueCourse {
  readonly courseId: string;
  readonly title: string;
  /** `Published`, `Retired` and others, as ALM writes them. */
  readonly state: string | null;
  readonly instances: readonly CatalogueInstance[];
}

export interface CatalogueInstance {
  readonly instanceId: string;
  readonly name: string;
  readonly isDefault: boolean;
  /** `Active`, `Retired` and others, as ALM writes them. */
  readonly state: string | null;
  /** In ALM's order. */
  readonly modules: readonly CatalogueModule[];
}

export interface CatalogueModule {
  readonly moduleId: string;
  readonly mandatory: boolean | null;
}

/** Where a record goes: an instance of a course, and the modules that a completion completes. */
export interface Target {
  readonly courseId: string;
  readonly instanceId: string;
  readonly modules: readonly string[];
}

export type TargetCode =
  | 'MAP-COURSE-NOT-IN-ALM'
  | 'MAP-INSTANCE-NOT-IN-ALM'
  | 'MAP-INSTANCE-NO-DEFAULT'
  | 'MAP-MODULE-NOT-IN-ALM';

export type TargetReading =
  | { readonly ok: true; readonly target: Target; readonly retired: boolean }
  | { readonly ok: false; readonly code: TargetCode; readonly detail: string };

/** What a crosswalk row asks for; `instance` null means the default instance. */
export interface TargetWish {
  readonly course: string;
  readonly instance: string | null;
  readonly modules: 'all' | readonly string[];
}

/**
 * Looks a wish up in the catalogue. Ids may be written without `course:`, as people copy them from
 * the address bar; everything that comes out is in ALM's full form (alm-facts, section 8).
 */
export function findTarget(wish: TargetWish, catalogue: Catalogue): TargetReading {
  const course = findCourse(wish.course, catalogue);
  if (course === undefined) {
    return { ok: false, code: 'MAP-COURSE-NOT-IN-ALM', detail: wish.course };
  }
  const instance = wish.instance === null ? defaultInstance(course) : namedInstance(course, wish.instance);
  if (instance === null) {
    return wish.instance === null
      ? { ok: false, code: 'MAP-INSTANCE-NO-DEFAULT', detail: course.courseId }
      : { ok: false, code: 'MAP-INSTANCE-NOT-IN-ALM', detail: wish.instance };
  }
  const modules: string[] = [];
  if (wish.modules === 'all') modules.push(...instance.modules.map((module) => module.moduleId));
  else {
    for (const asked of wish.modules) {
      const module = /^#\d+$/.test(asked)
        ? instance.modules[Number(asked.slice(1)) - 1]
        : instance.modules.find((known) => isId(known.moduleId, asked));
      if (module === undefined) return { ok: false, code: 'MAP-MODULE-NOT-IN-ALM', detail: asked };
      if (!modules.includes(module.moduleId)) modules.push(module.moduleId);
    }
  }
  return {
    ok: true,
    // In one order, whatever the order in the row or the snapshot: same input, same bytes.
    target: { courseId: course.courseId, instanceId: instance.instanceId, modules: modules.sort() },
    retired: isRetired(course.state) || isRetired(instance.state),
  };
}

/** Whether an id is that of a learning path, which ALM's API calls a learning program (alm-facts, section 8). */
export function isPath(courseId: string): boolean {
  return courseId.startsWith('learningProgram:');
}

/** The course of an id, with or without `course:`. */
export function findCourse(id: string, catalogue: Catalogue): CatalogueCourse | undefined {
  return catalogue.get(id) ?? catalogue.get(`course:${id}`);
}

/**
 * The instance that is named after a session: by the code alone, or by a name that has it as a word. Null
 * where there is none, or where two could be meant.
 */
export function instanceOfSession(course: CatalogueCourse, sessionCode: string): CatalogueInstance | null {
  const code = sessionCode.trim().toLowerCase();
  if (code === '') return null;
  const named = course.instances.filter(({ name }) => name.trim().toLowerCase() === code);
  const fitting =
    named.length > 0
      ? named
      : course.instances.filter(({ name }) =>
          name
            .toLowerCase()
            .split(/[\s,;:()[\]]+/)
            .includes(code),
        );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function defaultInstance(course: CatalogueCourse): CatalogueInstance | null {
  const marked = course.instances.filter((instance) => instance.isDefault);
  const choice = marked.length > 0 ? marked : course.instances;
  return choice.length === 1 ? (choice[0] ?? null) : null;
}

function namedInstance(course: CatalogueCourse, asked: string): CatalogueInstance | null {
  return course.instances.find((instance) => isId(instance.instanceId, asked)) ?? null;
}

function isId(full: string, asked: string): boolean {
  return full === asked || full === `course:${asked}`;
}

function isRetired(state: string | null): boolean {
  return state?.toLowerCase() === 'retired';
}
