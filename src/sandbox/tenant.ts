import { addUp, addUpParts, NOT_STARTED } from './completion.js';
import type {
  Enrolment,
  ExternalProfile,
  Grade,
  Instance,
  LearningObject,
  Progress,
  User,
} from './entities.js';
import { compareNumbers } from './identifiers.js';

/** Fixed bases, so that the same requests in the same order get the same ids in every run. */
const FIRST_USER_ID = 20_000_001;
const FIRST_PROFILE_ID = 30_001;

export interface Account {
  readonly id: string;
  readonly name: string;
}

/**
 * Everything that one account holds, with the indexes that keep each look-up short.
 * Invariants: users are kept in ascending order of id; every user is found by email and by unique
 * id without case (of several with one email, the first); a profile's `seated` are its members
 * that are not deleted. It judges nothing: what may be done is for the endpoints to say.
 */
export class Tenant {
  readonly account: Account;
  readonly #users: User[] = [];
  readonly #usersById = new Map<string, User>();
  readonly #usersByEmail = new Map<string, User>();
  readonly #usersByUniqueId = new Map<string, User>();
  readonly #profiles = new Map<string, ExternalProfile>();
  readonly #learningObjects = new Map<string, LearningObject>();
  readonly #enrolments = new Map<string, Enrolment>();
  /** Most tenants have none that is complete by its courses, and are spared looking. */
  #hasPrograms = false;
  #nextUserId = FIRST_USER_ID;
  #nextProfileId = FIRST_PROFILE_ID;

  constructor(account: Account) {
    this.account = account;
  }

  /** Ascending by id. */
  get users(): readonly User[] {
    return this.#users;
  }

  get profiles(): ReadonlyMap<string, ExternalProfile> {
    return this.#profiles;
  }

  /** By `course:<c>`, in the order of the seed. */
  get learningObjects(): ReadonlyMap<string, LearningObject> {
    return this.#learningObjects;
  }

  get enrolments(): ReadonlyMap<string, Enrolment> {
    return this.#enrolments;
  }

  userById(id: string): User | undefined {
    return this.#usersById.get(id);
  }

  userByEmail(email: string): User | undefined {
    return this.#usersByEmail.get(email.toLowerCase());
  }

  userByUniqueId(uniqueId: string): User | undefined {
    return this.#usersByUniqueId.get(uniqueId.toLowerCase());
  }

  newUserId(): string {
    return String(this.#nextUserId++);
  }

  newProfileId(): string {
    return String(this.#nextProfileId++);
  }

  addUser(user: User): void {
    const last = this.#users.at(-1);
    this.#users.push(user);
    if (last !== undefined && compareNumbers(last.id, user.id) > 0) {
      this.#users.sort((left, right) => compareNumbers(left.id, right.id));
    }
    this.#usersById.set(user.id, user);
    this.#nextUserId = Math.max(this.#nextUserId, Number(user.id) + 1);
    this.#index(user);
    if (user.externalProfile !== null) this.moveTo(user, user.externalProfile);
  }

  /** Where the first user with an id greater than `id` stands in `users`. */
  positionAfter(id: string): number {
    let low = 0;
    let high = this.#users.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.#users[middle];
      if (there !== undefined && compareNumbers(there.id, id) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Changes what users are found by, and keeps the indexes right. */
  rename(user: User, email: string, userUniqueId: string): void {
    if (this.userByEmail(user.email) === user) this.#usersByEmail.delete(user.email.toLowerCase());
    if (this.userByUniqueId(user.userUniqueId) === user) {
      this.#usersByUniqueId.delete(user.userUniqueId.toLowerCase());
    }
    user.email = email;
    user.userUniqueId = userUniqueId;
    this.#index(user);
  }

  markDeleted(user: User): void {
    user.state = 'DELETED';
    user.externalProfile?.seated.delete(user);
  }

  addProfile(profile: ExternalProfile): void {
    this.#profiles.set(profile.id, profile);
    this.#nextProfileId = Math.max(this.#nextProfileId, Number(profile.id) + 1);
  }

  moveTo(user: User, profile: ExternalProfile): void {
    user.externalProfile?.members.delete(user);
    user.externalProfile?.seated.delete(user);
    user.externalProfile = profile;
    profile.members.add(user);
    if (user.state !== 'DELETED') profile.seated.add(user);
  }

  addLearningObject(lo: LearningObject): void {
    this.#learningObjects.set(lo.id, lo);
    this.#hasPrograms ||= lo.parts.length > 0;
  }

  enrol(enrolment: Omit<Enrolment, 'id' | 'progress' | 'copies' | 'grades'>): Enrolment {
    const id = enrolmentId(enrolment.instance, enrolment.user);
    const made: Enrolment = {
      id,
      user: enrolment.user,
      instance: enrolment.instance,
      dateEnrolled: enrolment.dateEnrolled,
      enrolledByClock: enrolment.enrolledByClock,
      source: enrolment.source,
      progress: NOT_STARTED,
      copies: 1,
      grades: [],
    };
    this.#enrolments.set(id, made);
    made.user.enrolments.set(id, made);
    if (this.#hasPrograms) this.#followParts(made.user);
    return made;
  }

  unenrol(enrolment: Enrolment): void {
    this.#enrolments.delete(enrolment.id);
    enrolment.user.enrolments.delete(enrolment.id);
  }

  /** Puts a grade in, instead of the one that is there or (`beside`) next to it. */
  grade(enrolment: Enrolment, moduleKey: string, grade: Grade, beside = false): void {
    const entry = { moduleKey, grade };
    const at = beside ? -1 : enrolment.grades.findIndex((one) => one.moduleKey === moduleKey);
    if (at === -1) enrolment.grades.push(entry);
    else enrolment.grades[at] = entry;
    this.advance(enrolment, addUp(enrolment.instance.lo, enrolment.grades, enrolment.progress));
  }

  /** Sets how far an enrolment is; the learner's programs follow. */
  advance(enrolment: Enrolment, progress: Progress): void {
    enrolment.progress = progress;
    if (this.#hasPrograms) this.#followParts(enrolment.user);
  }

  #followParts({ enrolments }: User): void {
    for (const one of enrolments.values()) {
      const { parts } = one.instance.lo;
      if (parts.length > 0) one.progress = addUpParts(parts, enrolments.values(), one.progress);
    }
  }

  #index(user: User): void {
    const email = user.email.toLowerCase();
    const uniqueId = user.userUniqueId.toLowerCase();
    if (!this.#usersByEmail.has(email)) this.#usersByEmail.set(email, user);
    if (!this.#usersByUniqueId.has(uniqueId)) this.#usersByUniqueId.set(uniqueId, user);
  }
}

export function enrolmentId(instance: Instance, user: User): string {
  return `${instance.id}_${user.id}`;
}

/** The user's enrolments in the instances of the learning object, in the order of its instances. */
export function enrolmentsIn(user: User, lo: LearningObject): readonly Enrolment[] {
  const found: Enrolment[] = [];
  for (const instance of lo.instances.values()) {
    const enrolment = user.enrolments.get(enrolmentId(instance, user));
    if (enrolment !== undefined) found.push(enrolment);
  }
  return found;
}
