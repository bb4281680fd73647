import { date, mandatory, number, RowError, short, word } from './bulkCells.js';
import type { BulkRow } from './bulkCsv.js';
import type { Instance, LearningObject, Module } from './entities.js';
import type { Tenant } from './tenant.js';

/** A module of module.csv: its number in ALM, and its versions, of which a course takes one. */
export interface MigratedModule {
  readonly number: string;
  readonly title: string;
  readonly type: string;
  readonly versions: Map<string, number>;
}

/** What earlier files and runs of the project have brought, by the ids of the source system. */
export interface Migrated {
  readonly courses: Map<string, LearningObject>;
  readonly modules: Map<string, MigratedModule>;
  /** By `course:<c>|<instanceId>`. */
  readonly instances: Map<string, Instance>;
}

export function nothingMigrated(): Migrated {
  return { courses: new Map(), modules: new Map(), instances: new Map() };
}

/** Numbers that no seed has, so that the same files get the same ids in every run. */
const FIRST_NUMBER = 90_000_001;

function nextNumber(migrated: Migrated): string {
  return String(FIRST_NUMBER + migrated.courses.size + migrated.modules.size + migrated.instances.size);
}

export function takeModule(_tenant: Tenant, migrated: Migrated, row: BulkRow): void {
  const id = mandatory(row, 'id');
  const type = word(row, 'moduleType', ['Self-paced', 'Classroom', 'Virtual Classroom', 'Activity']);
  if (date(row, 'lastModifiedDate') === null) throw new RowError('lastModifiedDate is mandatory');
  word(row, 'visibility', ['Shared', 'HIDDEN']);
  mandatory(row, 'title');
  const title = short(row, 'title', 255);
  short(row, 'description', 8190);
  const there = migrated.modules.get(id);
  if (there === undefined) {
    migrated.modules.set(id, { number: nextNumber(migrated), title, type, versions: new Map() });
  }
}

export function takeModuleVersion(_tenant: Tenant, migrated: Migrated, row: BulkRow): void {
  const module = moduleOf(migrated, row);
  const version = mandatory(row, 'moduleVersion');
  if (date(row, 'dateCreated') === null) throw new RowError('dateCreated is mandatory');
  const duration = number(row, 'duration');
  if (duration === null || !Number.isInteger(duration) || duration < 1) {
    throw new RowError('duration must be a positive integer');
  }
  const wanted = { Activity: 'HYPERLINK', Classroom: 'OFFLINE', 'Virtual Classroom': 'OFFLINE' }[module.type];
  if (wanted !== undefined && row.cell('contentType') !== wanted) {
    throw new RowError(`contentType must be ${wanted} for ${module.type}`);
  }
  if (!module.versions.has(version)) module.versions.set(version, module.versions.size);
}

export function takeCourse(tenant: Tenant, migrated: Migrated, row: BulkRow): void {
  const id = mandatory(row, 'id');
  mandatory(row, 'courseName');
  const name = short(row, 'courseName', 510);
  short(row, 'description', 8190);
  if (date(row, 'courseCreationDate') === null) throw new RowError('courseCreationDate is mandatory');
  const state = word(row, 'state', ['Published', 'Retired']);
  mandatory(row, 'author');
  if (migrated.courses.has(id)) return;
  const number = nextNumber(migrated);
  const lo: LearningObject = {
    id: `course:${number}`,
    number,
    loType: 'course',
    name,
    uniqueId: row.cell('uniqueLoId') === '' ? null : row.cell('uniqueLoId'),
    state,
    modules: new Map(),
    counted: [],
    parts: [],
    instances: new Map(),
  };
  migrated.courses.set(id, lo);
  tenant.addLearningObject(lo);
}

export function takeCourseInstance(tenant: Tenant, migrated: Migrated, row: BulkRow): void {
  const own = row.cell('courseId');
  const prime = row.cell('almCourseId');
  if ((own === '') === (prime === ''))
    throw new RowError('exactly one of courseId and almCourseId must be given');
  const lo = own === '' ? tenant.learningObjects.get(`course:${prime}`) : migrated.courses.get(own);
  if (lo === undefined) throw new RowError(`Not a valid Learning Manager Id : ${own}${prime}`);
  const id = mandatory(row, 'instanceId');
  if (date(row, 'dateCreated') === null) throw new RowError('dateCreated is mandatory');
  const deadline = date(row, 'completionDeadline');
  if (deadline === null) throw new RowError('completionDeadline is mandatory');
  const start = date(row, 'startDate');
  if (start !== null && start >= deadline)
    throw new RowError('Completion deadline should be greater than start date');
  mandatory(row, 'name');
  const name = short(row, 'name', 255);
  const state = word(row, 'state', ['Active', 'Retired']) === 'Active' ? 'Active' : 'Retired';
  const key = `${lo.id}|${id}`;
  if (migrated.instances.has(key)) return;
  const instance: Instance = {
    id: `${lo.id}_${nextNumber(migrated)}`,
    name,
    isDefault: lo.instances.size === 0,
    state,
    lo,
  };
  migrated.instances.set(key, instance);
  lo.instances.set(instance.id, instance);
}

export function takeCourseModule(_tenant: Tenant, migrated: Migrated, row: BulkRow): void {
  const lo = migrated.courses.get(mandatory(row, 'courseId'));
  if (lo === undefined) throw new RowError(`Not a valid Learning Manager Id : ${row.cell('courseId')}`);
  const module = moduleOf(migrated, row);
  const version = module.versions.get(mandatory(row, 'moduleVersion'));
  if (version === undefined)
    throw new RowError(`moduleVersion : ${row.cell('moduleVersion')} does not exist`);
  const type = word(row, 'courseModuleType', ['PREWORK', 'TESTOUT', 'CONTENT']);
  const order = number(row, 'moduleOrderInCourse');
  const key = `${module.number}_${version}`;
  if (lo.modules.has(key)) return;
  if (order !== lo.modules.size) throw new RowError('moduleOrderInCourse must begin with 0 and have no gaps');
  if (module.type !== 'Self-paced' && isLinkedElsewhere(migrated, lo, module)) {
    throw new RowError('Module is already linked with an existing course');
  }
  const added: Module = {
    id: module.number,
    version: String(version),
    name: module.title,
    resourceType: module.type === 'Self-paced' ? 'Elearning' : module.type,
    loResourceType: { PREWORK: 'Pre Work', TESTOUT: 'Test Out', CONTENT: 'Content' }[type] ?? 'Content',
    mandatory: true,
  };
  lo.modules.set(key, added);
  lo.counted.push(key);
}

function moduleOf(migrated: Migrated, row: BulkRow): MigratedModule {
  const id = mandatory(row, 'moduleId');
  const module = migrated.modules.get(id);
  if (module === undefined) throw new RowError(`Not a valid Learning Manager Id : ${id}`);
  return module;
}

function isLinkedElsewhere(migrated: Migrated, lo: LearningObject, module: MigratedModule): boolean {
  return [...migrated.courses.values()].some(
    (other) => other !== lo && [...other.modules.values()].some((one) => one.id === module.number),
  );
}
