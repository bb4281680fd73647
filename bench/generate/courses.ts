import { asShare, type Dice, pick, weighted } from './dice.js';
import { EXTERNAL_TOPICS, LEVELS, TOPICS } from './words.js';

/** A course of the legacy site. */
export interface Course {
  readonly number: number;
  readonly learningId: string;
  readonly title: string;
  /** The camelCase name of the XML formats (peoplefluent-facts 7.2). */
  readonly type: string;
  /** The loader's letter; empty where no letter is documented. */
  readonly letter: string;
  readonly program: boolean;
  /** Why it stays behind, or null where ALM has its counterpart. */
  readonly leftOut: string | null;
}

/** The counterpart of a course in ALM, ids as numbers. */
export interface AlmCourse {
  readonly course: number;
  readonly defaultInstance: number;
  readonly otherInstance: number | null;
  readonly modules: readonly number[];
  /** Which of the two the crosswalk leads to. */
  readonly toOther: boolean;
  /** Whether the crosswalk names the first module alone, or all of them. */
  readonly firstModuleOnly: boolean;
}

/** A kind of training done elsewhere: the crosswalk knows it by title, or by type and subject. */
export interface ExternalTraining {
  readonly number: number;
  readonly title: string;
  readonly type: string;
  readonly subject: string;
  readonly byTitle: boolean;
  /** The legacy course whose counterpart in ALM stands for it too. */
  readonly course: number;
}

const typeOf = weighted<readonly [type: string, letter: string]>([
  [60, ['onlineModule', 'O']],
  [20, ['classroom', 'R']],
  [6, ['virtualClassroom', '']],
  [5, ['workshopSeminar', 'W']],
  [4, ['exam', 'M']],
  [3, ['selfTrainingPaper', '1']],
  [2, ['coaching', '4']],
]);

/** Module ids are free text: the forms seen in captured answers (peoplefluent-facts 1.4). */
const ID_FORMS: readonly ((digits: string) => string)[] = [
  (digits) => `MOD-${digits}`,
  (digits) => `23${digits}_eng`,
  (digits) => `_pc_ls_${digits}`,
  (digits) => `Online-L2-Unit-${digits}`,
];

/** Every how many courses one is a program. */
const PROGRAM_EVERY = 25;

export interface Catalogue {
  readonly size: number;
  readonly course: (number: number) => Course;
  /** The courses that make up a program. */
  readonly partsOf: (program: Course, count: number) => readonly Course[];
  /** Null for a course that stays behind. */
  readonly alm: (number: number) => AlmCourse | null;
  readonly externals: number;
  readonly external: (number: number) => ExternalTraining;
}

/** Memory is proportional to the number of courses, whatever the number of records. */
export function createCatalogue(dice: Dice, size: number): Catalogue {
  const formRoll = dice.stream('course.id');
  const topicRoll = dice.stream('course.topic');
  const kindRoll = dice.stream('course.type');
  const almRoll = dice.stream('course.alm');

  const makeCourse = (number: number): Course => {
    const digits = String(number).padStart(4, '0');
    const program = number % PROGRAM_EVERY === PROGRAM_EVERY - 1;
    const [type, letter] = program ? (['learningProgram', 'C'] as const) : typeOf(kindRoll(number));
    const topic = topicRoll(number);
    return {
      number,
      learningId: program ? `PRG-${digits}` : pick(ID_FORMS, formRoll(number))(digits),
      title: `${pick(TOPICS, topic)} ${pick(LEVELS, topic >>> 8)} (${number})`,
      type,
      letter,
      program,
      leftOut: program
        ? 'programs are built anew as learning paths'
        : number % 50 === 13
          ? 'retired, its law was repealed'
          : null,
    };
  };
  const courses = Array.from({ length: size }, (_, number) => makeCourse(number));
  const course = (number: number): Course => {
    const found = courses[number];
    if (found === undefined) throw new RangeError(`there is no course ${number} of ${size}`);
    return found;
  };

  /** The course itself, or the next that ALM has; course 0 always is one. */
  const nextMapped = (number: number): number =>
    course(number).leftOut === null ? number : nextMapped((number + 1) % size);

  return {
    size,
    course,
    partsOf: (program, count) => {
      const parts: Course[] = [];
      for (let number = program.number - 1; parts.length < count && number >= 0; number -= 1)
        if (!course(number).program) parts.push(course(number));
      return parts;
    },
    alm: (number) => {
      if (course(number).leftOut !== null) return null;
      const roll = asShare(almRoll(number));
      const modules = roll < 0.7 ? 1 : roll < 0.9 ? 2 : 3;
      return {
        course: 1_000_000 + number,
        defaultInstance: 2_000_000 + number * 2,
        otherInstance: number % 10 === 3 ? 2_000_001 + number * 2 : null,
        modules: Array.from({ length: modules }, (_, at) => 5_000_000 + number * 3 + at),
        toOther: number % 30 === 3,
        firstModuleOnly: modules > 1 && number % 7 === 0,
      };
    },
    externals: Math.max(1, Math.floor(size / 20)),
    external: (number) => ({
      number,
      title: `${pick(EXTERNAL_TOPICS, number)} no. ${number}`,
      type: pick(['C', 'R', 'O', 'W'], number),
      subject: `Subject ${number}`,
      byTitle: number % 2 === 0,
      course: nextMapped((number * 2) % size),
    }),
  };
}
