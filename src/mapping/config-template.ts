import { EXTERNAL_STATUS_DEFAULTS, STATUS_DEFAULTS } from './config-schema.js';

export interface TemplateStart {
  /** YYYY-MM-DD; the one setting without a default, since a wrong one would go unnoticed. */
  readonly referenceDate: string;
  /** An IANA id. */
  readonly timeZone?: string;
  readonly baseUrl?: string;
  /** Where an editor finds the JSON Schema, relative to the file or an address. */
  readonly schema?: string;
}

function statusLines(defaults: Readonly<Record<string, string>>, indent: string): string {
  return Object.entries(defaults)
    .map(([term, treatment]) => `${indent}${term}: ${treatment}`)
    .join('\n');
}

/** The commented migration.yaml that `init` writes. It parses to the defaults. */
export function migrationTemplate(start: TemplateStart): string {
  return `# yaml-language-server: $schema=${start.schema ?? 'migration.schema.json'}
#
# How legacy records become records in Adobe Learning Manager. Every setting is
# here with its default; a line that begins with # is an example.

source:
  # The zone of legacy times that name none: an IANA id, as in Europe/Berlin.
  timeZone: ${start.timeZone ?? 'UTC'}
  # The day of the exports. Two-digit years are read around it (80 years back,
  # 20 ahead), and nothing may lie after it.
  referenceDate: ${start.referenceDate}
  # The legacy system's own zone names, each with its IANA id.
  timeZones: {}
  #  HKT: Asia/Hong_Kong
  # The encoding of files that do not declare one.
  # encoding: windows-1252

alm:
  # By region: learningmanager, learningmanagereu, learningmanagerapac.
  baseUrl: ${start.baseUrl ?? 'https://learningmanager.adobe.com'}
  # The only account that may be changed, in quotes.
  # account: "12345"
  # How long to wait until a user who was just created can be enrolled.
  visibilitySeconds: 60
  # How long to wait for an answer before looking whether the request took effect.
  answerSeconds: 60
  usersPageSize: 100
  # How many hours old a snapshot may be before plan warns.
  snapshotMaxAgeHours: 24
  # The first day of which the account can hold records of its own: snapshot
  # --via jobs asks for transcripts from then on, or from the exports' earliest date.
  recordsSince: 2015-01-01
  # Instants that are closer than that are equal. ALM's transcript is exact to the
  # minute, so that less than 60 counts as 60 after snapshot --via jobs.
  toleranceSeconds: 60
  # What Adobe's documents leave open: try them on a few (apply --limit 5), then reconcile.
  moduleIdForm: C_M_V                        # C_M_V, C_I_M_V, loResource, M_V or M
  gradeInstanceRelationship: courseInstance  # none, courseInstance or loInstance
  gradeDurationUnit: seconds                 # seconds or minutes

users:
  # A field is email, userId, employeeNumber, givenName, familyName,
  # organizationId, organizationCode, managerId or status, or any other column
  # of the export as details.<name>.
  email: email
  uniqueId: userId                           # userId, employeeNumber or email
  name: "{givenName} {familyName}"
  # setProfile: details.Job Title
  # set: internal people whom the plan creates get the manager of the export, who
  # is created first. leaveOff: ALM's own default, an administrator.
  managers: leaveOff
  # Who is external; the first rule that holds decides. All conditions of a rule
  # must hold; of a list, one entry.
  external: []
  #  - when:
  #      emailDomain: [partner.example.com, "*.reseller.example.com"]
  #    profile: Partners
  # Who does not move.
  leaveOut: []
  #  - when:
  #      organization: [TEST]
  #      field: { details.City: Nowhere }
  #      users: [demo1, demo2]
  #    reason: accounts of the test organisation
  closed: leaveOut                           # leavers: leaveOut, keepDeleted (as deleted
                                             # users, by the bundle) or migrate
  deleted: leaveOut                          # leaveOut or migrate
  suspended: migrate                         # the API makes them active; or leaveOut
  withoutEmail: leaveOut                     # or quarantine

# External profiles to create where ALM has none of that name.
profiles: {}
#  Partners:
#    managerEmail: partners@example.com
#    expiry: 2030-12-31
#    seatLimit: 500

# What becomes of a record: completion, enrolment, leaveOut or quarantine.
statuses:
${statusLines(STATUS_DEFAULTS, '  ')}

records:
  # Of several completions by one person of one course: latest, first or best.
  choose: latest
  # A completion whose other dates cannot be read or lie outside 1981 to 2038:
  # quarantine, or leaveOff to carry the completion without that date.
  unusableStart: quarantine
  unusableEnrolment: leaveOff

scores:
  # The legacy scale; a score outside it is left off and reported.
  default: { min: 0, max: 100 }
  # Other scales, by legacy learning id.
  courses: {}
  #  EXAM-7: { min: 0, max: 40 }

external:
  statuses:
${statusLines(EXTERNAL_STATUS_DEFAULTS, '    ')}
  # How the crosswalk is asked, in this order.
  by: [title, typeAndSubject]
  # The duration of a completed training, as time spent on its module. Weeks, months
  # and years are left off and reported; so are days, without the hours of one.
  duration: carry                            # or leaveOff
  # hoursPerDay: 8

bundle:
  # plan --route auto takes ALM's migration files when the API would need longer.
  autoHours: 24
  # The most rows of one sprint; ALM publishes no limit.
  sprintRows: 100000
  # What Adobe's documents leave open; a sprint of one row finds it out.
  fileNames: plain                           # or retrofit: retrofit_enrollment.csv
  courseIdForm: C                            # C or api
  instanceIdForm: I                          # I, C_I or api
  moduleIdForm: M                            # M, M_V, C_M_V or api
  # Where the account has several migration projects, in quotes.
  # migrationProjectId: "12345"

limits:
  # A plan that changes a larger share of ALM's people asks for a confirmation.
  maxPeopleShare: 0.5
  # A run stops itself when a larger share of its operations failed.
  maxFailureShare: 0.1
`;
}
