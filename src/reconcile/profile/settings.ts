import type { MigrationConfig, Treatment } from '../../mapping/index.js';
import type { CheckSettings, StatusesByKind } from '../../staging/index.js';
import { STATUS_TERMS } from '../../terms/index.js';

/** What the checks ask of migration.yaml, in the words of the store. */
export function checkSettings(config: MigrationConfig): CheckSettings {
  const treated = (as: Treatment): StatusesByKind => ({
    training: STATUS_TERMS.filter((term) => config.statuses[term] === as),
    external: STATUS_TERMS.filter((term) => config.external.statuses[term] === as),
  });
  const { closed, deleted, suspended } = config.users;
  const leftOut = Object.entries({ closed, deleted, suspended }).filter(([, fate]) => fate === 'leaveOut');
  return {
    completion: treated('completion'),
    enrolment: treated('enrolment'),
    quarantine: treated('quarantine'),
    referenceDay: config.source.referenceDate,
    scale: config.scores.default,
    scales: config.scores.courses,
    emailField: config.users.email,
    statesLeftOut: leftOut.map(([state]) => state),
  };
}
