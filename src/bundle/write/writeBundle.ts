import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  eachCarriedOperation,
  eachMissingUser,
  insertBundle,
  openForBundle,
  type PlanRow,
  type SprintCut,
  type Store,
  unmappedCourses,
} from '../../staging/index.js';
import { EXIT, Failure } from '../../terms/index.js';
import { USERS } from '../specification/index.js';
import { writeCatalogue } from './catalogue.js';
import type { IdForms } from './forms.js';
import { type BundleFacts, readme } from './readme.js';
import { type FileNames, type OnRows, sprintFolder, writeSprints } from './sprints.js';
import { writeUsers } from './users.js';

export interface BundleOptions extends IdForms {
  readonly fileNames: FileNames;
  readonly sprintRows: number;
  /** Also files for the legacy courses that ALM does not have. */
  readonly withCatalogue: boolean;
  /** The day of the exports, YYYY-MM-DD. */
  readonly referenceDate: string;
  readonly now: () => number;
  readonly onRows?: OnRows;
}

export interface WrittenBundle extends BundleFacts {
  readonly bundleId: number;
  readonly folder: string;
}

/**
 * Writes what the plan sends by the bundle, whole or not at all: into a folder beside `folder`, which
 * gets its name when everything is in it. Throws a `Failure` where the folder holds something already.
 */
export function writeBundle(
  store: Store,
  plan: PlanRow,
  folder: string,
  options: BundleOptions,
): WrittenBundle {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Failure('BUNDLE-FOLDER-TAKEN', `${folder} holds something already`, {
      remedy: 'name a folder that is not there yet: alm-migrate bundle write DIR',
      place: { file: folder },
      exitCode: EXIT.usage,
    });
  }
  const draft = `${folder}.partial`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const { courseIdForm, instanceIdForm, moduleIdForm, fileNames } = options;
  const forms = { courseIdForm, instanceIdForm, moduleIdForm };
  const { cuts, standIns } = writeSprints(
    eachCarriedOperation(store, plan.planId),
    draft,
    { forms, names: fileNames, most: options.sprintRows },
    options.onRows,
  );
  const facts: BundleFacts = {
    accountName: plan.accountName,
    accountId: plan.accountId,
    host: plan.host,
    planId: plan.planId,
    createdAt: new Date(options.now()).toISOString(),
    cuts,
    standIns,
    users: usersInto(store, draft, options.referenceDate),
    catalogueCourses: options.withCatalogue ? catalogueInto(store, draft, options.referenceDate) : 0,
    notYet: openForBundle(store, plan.planId) - rowsOf(cuts),
    forms,
    names: fileNames,
  };
  writeFileSync(join(draft, 'README.md'), readme(facts));
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  const settings = JSON.stringify({ ...forms, fileNames } satisfies BundleSettings);
  const { planId, createdAt } = facts;
  const bundleId = insertBundle(store, { planId, folder, settings, createdAt }, cuts);
  return { ...facts, bundleId, folder };
}

/** What the store remembers of how a bundle was written: error files come back in the same form. */
export interface BundleSettings extends IdForms {
  readonly fileNames: FileNames;
}

/** The first name that is free: bundle-001, bundle-002… beside the store. */
export function freeFolder(workspace: string): string {
  for (let number = 1; ; number += 1) {
    const folder = join(workspace, `bundle-${String(number).padStart(3, '0')}`);
    if (!existsSync(folder)) return folder;
  }
}

/** The files of one sprint, as they are uploaded. */
export function sprintFiles(folder: string, sprint: number): readonly string[] {
  const own = join(folder, sprintFolder(sprint));
  if (!existsSync(own)) {
    throw new Failure('BUNDLE-MISSING', `the files of sprint ${sprint} are not there`, {
      place: { file: own },
      remedy: 'put the folder back where it was, or write a new bundle: alm-migrate bundle write',
      exitCode: EXIT.usage,
    });
  }
  return readdirSync(own)
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .map((name) => join(own, name));
}

function rowsOf(cuts: readonly SprintCut[]): number {
  return cuts.reduce((sum, cut) => sum + cut.enrolments + cut.completions, 0);
}

function usersInto(store: Store, draft: string, referenceDate: string): BundleFacts['users'] {
  const folder = join(draft, 'users');
  mkdirSync(folder);
  const written = writeUsers(eachMissingUser(store), join(folder, USERS.name), referenceDate);
  if (written.active + written.deleted === 0) rmSync(folder, { recursive: true });
  return written;
}

function catalogueInto(store: Store, draft: string, referenceDate: string): number {
  const courses = unmappedCourses(store);
  return courses.length === 0 ? 0 : writeCatalogue(courses, join(draft, 'catalogue'), referenceDate);
}
