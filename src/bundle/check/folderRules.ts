import type { FolderRule } from '../specification/index.js';
import type { Cells } from './rowRules.js';
import type { RuleId } from './rules.js';

/** A mistake that a row makes together with others. */
export interface FolderMistake {
  readonly file: string;
  readonly line: number;
  readonly rule: RuleId;
  readonly column: string;
  readonly message: string;
}

interface Place {
  readonly file: string;
  readonly line: number;
}

const OF_ONE_COURSE: ReadonlySet<string> = new Set(['Activity', 'Classroom', 'Virtual Classroom']);
const CONTENT_TYPES: Readonly<Record<string, string>> = Object.freeze({
  Activity: 'HYPERLINK',
  Classroom: 'OFFLINE',
  'Virtual Classroom': 'OFFLINE',
});

/**
 * What has to be remembered of a folder to judge rows by others: of the catalogue, which is small, and
 * never of a learner's records. Files come in the order of dependency; `end` tells what only the whole shows.
 */
export class FolderMemory {
  readonly #moduleTypes = new Map<string, string>();
  readonly #courseOfModule = new Map<string, string>();
  readonly #orders = new Map<string, (Place & { order: number })[]>();
  readonly #criteria = new Map<string, Place & { count: number }>();
  readonly #seenPeople = new Set<string>();
  readonly #awaitedManagers = new Map<string, Place>();

  row(rule: FolderRule, cell: Cells, place: Place): readonly FolderMistake[] {
    switch (rule) {
      case 'module-type':
        this.#moduleTypes.set(cell('id'), cell('moduleType'));
        return [];
      case 'content-type':
        return this.#contentType(cell, place);
      case 'module-order': {
        const course = this.#orders.get(cell('courseId')) ?? [];
        course.push({ ...place, order: Number(cell('moduleOrderInCourse')) });
        this.#orders.set(cell('courseId'), course);
        return [];
      }
      case 'module-in-one-course':
        return this.#oneCourse(cell, place);
      case 'criteria-count': {
        const count = Number(cell('completionCriteria'));
        if (count > 0) this.#criteria.set(cell('id'), { ...place, count });
        return [];
      }
      case 'managers-first':
        return this.#managers(cell, place);
      default:
        return rule satisfies never;
    }
  }

  /** What the whole folder shows. */
  *end(): Generator<FolderMistake> {
    for (const [course, modules] of this.#orders) {
      const sorted = [...modules].sort((left, right) => left.order - right.order);
      const at = sorted.findIndex((one, index) => one.order !== index);
      const wrong = sorted[at];
      if (wrong === undefined) continue;
      const { file, line } = wrong;
      const message = `${wrong.order} stands where ${at} would be, in course ${course}`;
      yield { file, line, rule: 'MODULE-ORDER', column: 'moduleOrderInCourse', message };
    }
    for (const [course, { file, line, count }] of this.#criteria) {
      const modules = this.#orders.get(course)?.length;
      if (modules === undefined || count < modules) continue;
      const message = `${count} of the ${modules} modules of course ${course}`;
      yield { file, line, rule: 'COURSE-CRITERIA', column: 'completionCriteria', message };
    }
  }

  #contentType(cell: Cells, place: Place): readonly FolderMistake[] {
    const type = this.#moduleTypes.get(cell('moduleId'));
    const wanted = CONTENT_TYPES[type ?? ''];
    if (wanted === undefined || cell('contentType') === wanted) return [];
    const message = `"${cell('contentType')}" for a module of the type ${type}, which wants ${wanted}`;
    return [{ ...place, rule: 'MODULE-CONTENT-TYPE', column: 'contentType', message }];
  }

  #oneCourse(cell: Cells, place: Place): readonly FolderMistake[] {
    const module = cell('moduleId');
    if (!OF_ONE_COURSE.has(this.#moduleTypes.get(module) ?? '')) return [];
    const course = this.#courseOfModule.get(module);
    if (course === undefined || course === cell('courseId')) {
      this.#courseOfModule.set(module, cell('courseId'));
      return [];
    }
    const message = `module ${module} belongs to course ${course} already`;
    return [{ ...place, rule: 'MODULE-SHARED', column: 'moduleId', message }];
  }

  #managers(cell: Cells, place: Place): readonly FolderMistake[] {
    const email = cell('email').toLowerCase();
    const manager = cell('manager').toLowerCase();
    this.#seenPeople.add(email);
    if (
      manager !== '' &&
      manager !== 'root' &&
      !this.#seenPeople.has(manager) &&
      !this.#awaitedManagers.has(manager)
    ) {
      this.#awaitedManagers.set(manager, place);
    }
    const awaited = this.#awaitedManagers.get(email);
    if (awaited === undefined) return [];
    this.#awaitedManagers.delete(email);
    const message = `names ${email}, who comes only in line ${place.line}`;
    return [{ ...awaited, rule: 'MANAGER-ORDER', column: 'manager', message }];
  }
}
