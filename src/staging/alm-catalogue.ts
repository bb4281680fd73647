import type { AlmCourseRow } from './snapshot.js';
import type { Store } from './store.js';

/** Replaces the catalogue: courses, their instances, the modules of each instance. */
export function replaceCatalogue(store: Store, snapshotId: number, courses: readonly AlmCourseRow[]): void {
  store.transaction(() => {
    store.exec('DELETE FROM alm_module; DELETE FROM alm_instance; DELETE FROM alm_course');
    saveCourses(store, snapshotId, courses);
  })();
}

/** Puts in what a snapshot read of these courses, with their instances and modules, in place of what was there. */
export function saveCourses(store: Store, snapshotId: number, courses: readonly AlmCourseRow[]): void {
  const dropModules = store.prepare(
    'DELETE FROM alm_module WHERE instance_id IN (SELECT instance_id FROM alm_instance WHERE course_id = ?)',
  );
  const dropInstances = store.prepare('DELETE FROM alm_instance WHERE course_id = ?');
  const instance = store.prepare('INSERT OR REPLACE INTO alm_instance VALUES (?, ?, ?, ?, ?)');
  const module = store.prepare('INSERT OR REPLACE INTO alm_module VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  store.transaction(() => {
    saveCourseTitles(store, snapshotId, courses);
    for (const row of courses) {
      dropModules.run(row.courseId);
      dropInstances.run(row.courseId);
      for (const one of row.instances) {
        instance.run(one.instanceId, row.courseId, one.name, one.isDefault ? 1 : 0, one.state);
        for (const [position, part] of one.modules.entries()) {
          const mandatory = part.mandatory === null ? null : Number(part.mandatory);
          module.run(
            part.moduleId,
            one.instanceId,
            part.name,
            part.resourceType,
            part.loResourceType,
            mandatory,
            part.version,
            position,
          );
        }
      }
    }
  })();
}

/** Puts in what a list without details says of courses; the instances that were read before stay. */
export function saveCourseTitles(
  store: Store,
  snapshotId: number,
  courses: readonly Omit<AlmCourseRow, 'instances'>[],
): void {
  const upsert = store.prepare('INSERT OR REPLACE INTO alm_course VALUES (?, ?, ?, ?, ?, ?)');
  store.transaction(() => {
    for (const { courseId, loType, title, uniqueId, state } of courses) {
      upsert.run(courseId, loType, title, uniqueId, state, snapshotId);
    }
  })();
}

/** The courses that a snapshot has seen, and whether an instance of each was ever read. */
export function coursesSeen(
  store: Store,
  snapshotId: number,
): readonly { readonly courseId: string; readonly hasDetails: boolean }[] {
  const rows = store
    .prepare(
      `SELECT course_id AS courseId,
         EXISTS (SELECT 1 FROM alm_instance i WHERE i.course_id = c.course_id) AS hasDetails
       FROM alm_course c WHERE snapshot_id = ? ORDER BY course_id`,
    )
    .all(snapshotId) as { courseId: string; hasDetails: number }[];
  return rows.map((row) => ({ ...row, hasDetails: row.hasDetails === 1 }));
}

/** The catalogue as the last snapshot read it, in the order of ids. */
export function readCatalogue(store: Store): readonly AlmCourseRow[] {
  const modules = groupBy(
    store
      .prepare(
        `SELECT module_id AS moduleId, instance_id AS instanceId, name, resource_type AS resourceType,
           lo_resource_type AS loResourceType, mandatory, version FROM alm_module ORDER BY instance_id, position, module_id`,
      )
      .all() as (Omit<AlmCourseRow['instances'][number]['modules'][number], 'mandatory'> & {
      instanceId: string;
      mandatory: number | null;
    })[],
    (row) => row.instanceId,
  );
  const instances = groupBy(
    store
      .prepare(
        `SELECT instance_id AS instanceId, course_id AS courseId, name, is_default AS isDefault, state
         FROM alm_instance ORDER BY instance_id`,
      )
      .all() as { instanceId: string; courseId: string; name: string; isDefault: number; state: string }[],
    (row) => row.courseId,
  );
  const courses = store
    .prepare(
      `SELECT course_id AS courseId, lo_type AS loType, title, unique_id AS uniqueId, state
       FROM alm_course ORDER BY course_id`,
    )
    .all() as Omit<AlmCourseRow, 'instances'>[];
  return courses.map((course) => ({
    ...course,
    instances: (instances.get(course.courseId) ?? []).map((instance) => ({
      instanceId: instance.instanceId,
      name: instance.name,
      isDefault: instance.isDefault === 1,
      state: instance.state,
      modules: (modules.get(instance.instanceId) ?? []).map((module) => ({
        ...module,
        mandatory: module.mandatory === null ? null : module.mandatory === 1,
      })),
    })),
  }));
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}
