import type {
  Enrolment,
  ExternalProfile,
  Grade,
  Instance,
  LearningObject,
  Module,
  User,
} from './entities.js';
import type { Account } from './tenant.js';

/** How each thing is written on the wire (JSON:API), by the examples of the documents. */

/** Leaves out what is null: ALM's answers have no nulls, absent attributes are absent. */
function present(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}

function one(id: string, type: string): object {
  return { data: { id, type } };
}

export function accountDocument(account: Account): object {
  return { id: account.id, type: 'account', attributes: { name: account.name } };
}

/** Managers default to the account's admin (fact sheet, section 2.1). */
export function userDocument(user: User, account: Account, adminId: string): object {
  return {
    id: user.id,
    type: 'user',
    attributes: present({
      avatarUrl: '',
      bio: user.bio,
      contentLocale: user.contentLocale,
      email: user.email,
      enrollOnClick: true,
      fields: Object.keys(user.fields).length === 0 ? null : user.fields,
      gamificationEnabled: true,
      name: user.name,
      pointsEarned: 0,
      pointsRedeemed: 0,
      preferredResolution: 'AUTO',
      profile: user.profile,
      roles: user.roles,
      state: user.state,
      timeZoneCode: user.timeZoneCode,
      uiLocale: user.uiLocale,
      userType: user.userType,
      userUniqueId: user.userUniqueId,
    }),
    relationships: {
      account: one(account.id, 'account'),
      manager: one(user.managerId ?? adminId, 'user'),
    },
  };
}

export function profileDocument(profile: ExternalProfile, origin: string): object {
  const accessKey = Number(profile.id).toString(36).padStart(13, '0');
  return {
    id: profile.id,
    type: 'externalProfile',
    attributes: present({
      accessKey,
      enabled: profile.enabled,
      expiry: profile.expiry,
      loginRequired: profile.loginRequired,
      managerEmail: profile.managerEmail,
      name: profile.name,
      seatLimit: profile.seatLimit,
      url: `${origin}/eplogin?groupid=${profile.id}&accesskey=${accessKey}`,
    }),
  };
}

export function learningObjectDocument(lo: LearningObject): object {
  return {
    id: lo.id,
    type: 'learningObject',
    attributes: present({
      enrollmentType: 'Self Enrolled',
      loResourceCompletionCount: lo.modules.size,
      loType: lo.loType,
      localizedMetadata: [{ description: '', locale: 'en-US', name: lo.name }],
      multienrollmentEnabled: true,
      state: lo.state,
      uniqueId: lo.uniqueId,
    }),
    relationships: {
      instances: {
        data: [...lo.instances.keys()].map((id) => ({ id, type: 'learningObjectInstance' })),
      },
    },
  };
}

export function instanceDocument(instance: Instance): object {
  const modules = [...instance.lo.modules.keys()];
  return {
    id: instance.id,
    type: 'learningObjectInstance',
    attributes: {
      isDefault: instance.isDefault,
      localizedMetadata: [{ locale: 'en-US', name: instance.name }],
      state: instance.state,
    },
    relationships: {
      learningObject: one(instance.lo.id, 'learningObject'),
      loResources: {
        data: modules.map((key) => ({ id: `${instance.id}_${key}`, type: 'learningObjectResource' })),
      },
    },
  };
}

export function moduleDocument(instance: Instance, key: string, module: Module): object {
  return {
    id: `${instance.id}_${key}`,
    type: 'learningObjectResource',
    attributes: {
      loResourceType: module.loResourceType,
      localizedMetadata: [{ locale: 'en-US', name: module.name }],
      mandatory: module.mandatory,
      resourceType: module.resourceType,
      version: Number(module.version),
    },
    relationships: {
      learningObject: one(instance.lo.id, 'learningObject'),
      loInstance: one(instance.id, 'learningObjectInstance'),
    },
  };
}

export function enrolmentDocument(enrolment: Enrolment): object {
  const { instance, progress, user } = enrolment;
  const modules = [...instance.lo.modules.keys()];
  return {
    id: enrolment.id,
    type: 'learningObjectInstanceEnrollment',
    attributes: present({
      dateCompleted: progress.dateCompleted,
      dateEnrolled: enrolment.dateEnrolled,
      dateStarted: progress.dateStarted,
      enrollmentSource: enrolment.source,
      hasPassed: progress.hasPassed,
      progressPercent: progress.progressPercent,
      score: progress.score,
      state: progress.state,
    }),
    relationships: {
      learner: one(user.id, 'user'),
      learningObject: one(instance.lo.id, 'learningObject'),
      loInstance: one(instance.id, 'learningObjectInstance'),
      // Every module has one from the first day, graded or not (seed 001 shows an enrolment of nought percent).
      loResourceGrades: {
        data: modules.map((key) => ({ id: gradeId(enrolment, key), type: 'learningObjectResourceGrade' })),
      },
    },
  };
}

export function gradeId(enrolment: Enrolment, moduleKey: string): string {
  return `${enrolment.instance.id}_${moduleKey}_${enrolment.user.id}`;
}

/** A module's outcome for one learner; `grade` undefined is a module that was never begun. */
export function gradeDocument(enrolment: Enrolment, moduleKey: string, grade: Grade | undefined): object {
  return {
    id: gradeId(enrolment, moduleKey),
    type: 'learningObjectResourceGrade',
    attributes: present({
      completed: grade?.completed ?? false,
      dateCompleted: grade?.dateCompleted ?? null,
      dateStarted: grade?.dateStarted ?? null,
      dateSuccess: grade?.dateSuccess ?? null,
      duration: grade?.duration ?? 0,
      hasPassed: grade?.success ?? false,
      highestScore: grade?.score ?? null,
      maxScore: grade?.maxScore ?? null,
      progressPercent: grade?.completed === true ? 100 : 0,
      score: grade?.score ?? null,
    }),
    relationships: {
      learner: one(enrolment.user.id, 'user'),
      loResource: one(`${enrolment.instance.id}_${moduleKey}`, 'learningObjectResource'),
    },
  };
}
