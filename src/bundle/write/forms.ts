import { Defect } from '../../terms/index.js';

/**
 * In which form the files name things that ALM has. "Prime ids" is all that the manual says, so each is
 * a setting; the likely form is ALM's bare number, as its addresses show it (alm-facts, sections 6 and 8).
 */
export interface IdForms {
  /** `C`: 7001. `api`: course:7001. */
  readonly courseIdForm: 'C' | 'api';
  /** `I`: 8001. `C_I`: 7001_8001. `api`: course:7001_8001. */
  readonly instanceIdForm: 'I' | 'C_I' | 'api';
  /** `M`: 9011. `M_V`: 9011_0. `C_M_V`: 7001_9011_0. `api`: course:7001_8001_9011_0. */
  readonly moduleIdForm: 'M' | 'M_V' | 'C_M_V' | 'api';
}

/** `course:<c>` in the form that the files want. */
export function courseCell(courseId: string, forms: IdForms): string {
  return forms.courseIdForm === 'api' ? courseId : numbersOf(courseId, 1);
}

/** `course:<c>_<i>` likewise. */
export function instanceCell(instanceId: string, forms: IdForms): string {
  switch (forms.instanceIdForm) {
    case 'api':
      return instanceId;
    case 'C_I':
      return numbersOf(instanceId, 2);
    case 'I':
      return numbersOf(instanceId, 2).slice(instanceId.lastIndexOf('_') - instanceId.indexOf(':'));
    default:
      return forms.instanceIdForm satisfies never;
  }
}

/** `course:<c>_<i>_<m>_<v>` likewise. */
export function moduleCell(moduleId: string, forms: IdForms): string {
  if (forms.moduleIdForm === 'api') return moduleId;
  const [course, , module, version] = numbersOf(moduleId, 4).split('_');
  switch (forms.moduleIdForm) {
    case 'M':
      return `${module}`;
    case 'M_V':
      return `${module}_${version}`;
    case 'C_M_V':
      return `${course}_${module}_${version}`;
    default:
      return forms.moduleIdForm satisfies never;
  }
}

/** The course's API id that a cell names, for the way back; null where the cell is none. */
export function courseOfCell(cell: string): string | null {
  const number = /^(?:course:)?(\d+)$/.exec(cell)?.[1];
  return number === undefined ? null : `course:${number}`;
}

const GRAMMAR = /^course:(\d+(?:_\d+)*)$/;

function numbersOf(id: string, count: number): string {
  const numbers = GRAMMAR.exec(id)?.[1];
  if (numbers === undefined || numbers.split('_').length !== count) {
    throw new Defect('BUNDLE-ID', `"${id}" is not an id of ${count} numbers of a course`);
  }
  return numbers;
}
