import type { Alm, AlmCourse, AlmEnrolment, AlmUser, CourseTitle } from '../../alm/index.js';
import { getGrade, secondsOfDuration } from '../../alm/index.js';
import type { AlmCourseRow, AlmEnrolmentRow, AlmUserRow } from '../../staging/index.js';

/** What the client read, as the store keeps it. */

export function userRow(user: AlmUser): AlmUserRow {
  return { ...user, email: user.email ?? '', name: user.name ?? '', state: user.state ?? 'ACTIVE' };
}

export function titleRow(course: CourseTitle): Omit<AlmCourseRow, 'instances'> {
  return { ...course, title: course.title ?? '', state: course.state ?? '' };
}

export function courseRow(course: AlmCourse): AlmCourseRow {
  return {
    ...titleRow(course),
    instances: course.instances.map((instance) => ({
      ...instance,
      name: instance.name ?? '',
      isDefault: instance.isDefault ?? false,
      state: instance.state ?? '',
      modules: instance.modules.map((module) => ({ ...module, name: module.name ?? '' })),
    })),
  };
}

/** A grade that the list named and did not show is asked for by itself. */
export async function enrolmentRow(
  alm: Alm,
  enrolment: AlmEnrolment,
  signal: AbortSignal,
): Promise<AlmEnrolmentRow> {
  const grades = await Promise.all(
    enrolment.grades.map(async (grade) =>
      grade.completed !== null ? grade : ((await getGrade(alm.reads, grade.gradeId, signal)) ?? grade),
    ),
  );
  return {
    ...enrolment,
    state: enrolment.state ?? '',
    grades: grades.map((grade) => ({
      ...grade,
      completed: grade.completed ?? false,
      durationSeconds: secondsOfDuration(grade.duration, alm.settings),
    })),
  };
}
