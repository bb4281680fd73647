import { join } from 'node:path';
import { writeArtefact } from '../report/artefact.js';
import { profilePage } from './page/index.js';
import type { Profile } from './profile.js';

/** The page of a profile, in the folder of reports. */
export const PROFILE_PAGE = 'profile.html';

/** Writes the page, over the one of before. Returns where it is. */
export async function writeProfile(profile: Profile, folder: string): Promise<string> {
  const file = join(folder, PROFILE_PAGE);
  await writeArtefact(file, profilePage(profile));
  return file;
}
