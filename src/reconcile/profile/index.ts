/**
 * The data-quality report of what was staged: counts, findings with their places, and what will not move, before anybody asks ALM.
 * It must not decide the fate of a record, which is the plan's to say, and it changes nothing in the store.
 */
export { buildProfile, type ProfileContext } from './build.js';
export { EFFECTS, type Effect, TOPICS, type Topic } from './meaning.js';
export type {
  CourseProfile,
  Finding,
  ImportDay,
  OrganisationProfile,
  Profile,
  StatusProfile,
  YearProfile,
} from './profile.js';
export { PROFILE_PAGE, writeProfile } from './write.js';
