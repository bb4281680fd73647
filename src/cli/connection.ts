import { type Alm, credentialsFromEnvironment, openAlm } from '../alm/index.js';
import type { MigrationConfig } from '../mapping/index.js';
import type { CommandContext } from './command.js';

/** Opens the connection to the account that migration.yaml names, for as long as `use` runs. */
export async function withAlm<Result>(
  context: CommandContext,
  config: MigrationConfig,
  share: number,
  use: (alm: Alm) => Promise<Result>,
): Promise<Result> {
  const { baseUrl, usersPageSize, moduleIdForm, gradeInstanceRelationship, visibilitySeconds } = config.alm;
  const alm = openAlm({
    baseUrl,
    credentials: credentialsFromEnvironment(context.environment),
    effects: context.effects,
    share,
    settings: {
      usersPageSize,
      moduleIdForm: moduleIdForm,
      gradeInstanceRelationship,
      visibilityWaitMs: visibilitySeconds * 1000,
    },
  });
  try {
    return await use(alm);
  } finally {
    await alm.close();
  }
}
