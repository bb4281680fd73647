import * as z from 'zod';
import { STATUS_TERMS, type StatusTerm } from '../terms/index.js';
import { isTimeZone } from './zones.js';

/**
 * The settings of migration.yaml. Each description ends up in the JSON Schema that editors
 * complete from, and in the message of a mistake; each default is a row of design section 5.
 */

const DATE = /^\d{4}-\d\d-\d\d$/;
const text = z.string().trim().min(1);

function isDate(value: string): boolean {
  if (!DATE.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00.000Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
}

const date = z.string().regex(DATE, { abort: true }).refine(isDate, 'no such day; write YYYY-MM-DD');
const zone = z.string().refine(isTimeZone, 'no such time zone; write an IANA id, as in Europe/Berlin');

/** A field of an account: one of ours by name, or any other of the export as `details.<name>`. */
export const ACCOUNT_FIELDS = [
  'email',
  'userId',
  'employeeNumber',
  'givenName',
  'familyName',
  'organizationId',
  'organizationCode',
  'managerId',
  'status',
] as const;
export type AccountField = (typeof ACCOUNT_FIELDS)[number];

const isField = (name: string): boolean =>
  (ACCOUNT_FIELDS as readonly string[]).includes(name) || /^details\../.test(name);
const FIELD_HELP = `one of ${ACCOUNT_FIELDS.join(', ')}, or details.<a column of the export>`;
const field = z.string().refine(isField, `no such field; write ${FIELD_HELP}`);

const PLACEHOLDER = /\{([^{}]*)\}/g;
const nameTemplate = z
  .string()
  .refine(
    (value) => value.match(PLACEHOLDER)?.every((part) => isField(part.slice(1, -1))) ?? false,
    `write fields in braces, as in "{givenName} {familyName}"; a field is ${FIELD_HELP}`,
  );

const when = z
  .strictObject({
    organization: z
      .array(text)
      .min(1)
      .optional()
      .describe(
        'ids or codes of organisations; their descendants count as far as the export names the ancestors',
      ),
    emailDomain: z
      .array(text)
      .min(1)
      .optional()
      .describe('domains: example.com, or *.example.com for what is below it'),
    users: z.array(text).min(1).optional().describe('legacy user ids'),
    field: z
      .record(field, z.union([z.string(), z.array(z.string()).min(1)]))
      .optional()
      .describe(`values by field, compared without case; a field is ${FIELD_HELP}`),
  })
  .refine(
    (rule) => Object.keys(rule).length > 0,
    'a rule without a condition would hold for everybody; give organization, emailDomain, users or field',
  )
  .describe('all of the conditions that are given must hold; of a list, one entry');

/** What becomes of a record: a completion, an enrolment, nothing, or a question to a person. */
export const TREATMENTS = ['completion', 'enrolment', 'leaveOut', 'quarantine'] as const;
export type Treatment = (typeof TREATMENTS)[number];

/** Design section 5, "Statuses"; which statuses are creditable: peoplefluent-facts 7.1. */
export const STATUS_DEFAULTS: Readonly<Record<StatusTerm, Treatment>> = Object.freeze({
  completed: 'completion',
  selfAsserted: 'completion',
  waived: 'completion',
  passed: 'leaveOut',
  failed: 'leaveOut',
  inProgress: 'enrolment',
  enrolled: 'enrolment',
  pending: 'leaveOut',
  waitlisted: 'leaveOut',
  withdrawn: 'leaveOut',
  cancelled: 'leaveOut',
  denied: 'leaveOut',
  noShow: 'leaveOut',
  deactivated: 'leaveOut',
  expired: 'leaveOut',
  excused: 'leaveOut',
  administrative: 'leaveOut',
  unknown: 'quarantine',
});

/** External training moves when it is completed, and not before (peoplefluent-facts 7.3). */
export const EXTERNAL_STATUS_DEFAULTS: Readonly<Record<StatusTerm, Treatment>> = Object.freeze({
  ...Object.fromEntries(STATUS_TERMS.map((term) => [term, 'leaveOut'])),
  completed: 'completion',
  unknown: 'quarantine',
} as Record<StatusTerm, Treatment>);

function statuses(defaults: Readonly<Record<StatusTerm, Treatment>>) {
  const treatment = z.enum(TREATMENTS);
  const shape = Object.fromEntries(
    STATUS_TERMS.map((term) => [term, treatment.default(defaults[term])]),
  ) as Record<StatusTerm, z.ZodDefault<typeof treatment>>;
  return z.strictObject(shape).prefault({});
}

const scale = z
  .strictObject({ min: z.number(), max: z.number() })
  .refine(({ min, max }) => min < max, 'min must be less than max');
const share = z.number().gt(0).lte(1);

export const migrationSchema = z.strictObject({
  source: z
    .strictObject({
      timeZone: zone.default('UTC').describe('the zone of legacy times that name none: an IANA id'),
      timeZones: z
        .record(z.string(), zone)
        .default({})
        .describe('the legacy system’s own zone names, each with its IANA id'),
      referenceDate: date.describe(
        'the day of the exports, YYYY-MM-DD: two-digit years are read around it, and nothing may lie after it',
      ),
      encoding: text.optional().describe('the encoding of files that do not declare one, as in windows-1252'),
    })
    .describe('the legacy exports'),
  alm: z
    .strictObject({
      baseUrl: z
        .url({ protocol: /^https?$/ })
        .default('https://learningmanager.adobe.com')
        .describe('the region’s host: learningmanager, learningmanagereu or learningmanagerapac .adobe.com'),
      account: text.optional().describe('the id of the only account that may be changed, in quotes'),
      visibilitySeconds: z
        .number()
        .min(0)
        .max(600)
        .default(60)
        .describe('how long to wait until a new user can be enrolled'),
      answerSeconds: z
        .number()
        .min(0.1)
        .max(600)
        .default(60)
        .describe('how long to wait for an answer before looking whether the request took effect'),
      usersPageSize: z.int().min(1).max(100).default(100).describe('users on one page of a list'),
      snapshotMaxAgeHours: z
        .number()
        .min(0)
        .default(24)
        .describe('how many hours old a snapshot may be before plan warns'),
      recordsSince: date
        .default('2015-01-01')
        .describe(
          'the first day of which the account can hold records of its own: snapshot --via jobs asks for transcripts from then on, or from the earliest date of the exports',
        ),
      toleranceSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .default(60)
        .describe(
          'instants that are closer than that are equal; ALM’s transcript is exact to the minute, so less than 60 counts as 60 after snapshot --via jobs',
        ),
      moduleIdForm: z
        .enum(['C_M_V', 'C_I_M_V', 'loResource', 'M_V', 'M'])
        .default('C_M_V')
        .describe('how a grade names its module; apply --limit 5, then reconcile, shows whether it is right'),
      gradeInstanceRelationship: z
        .enum(['none', 'courseInstance', 'loInstance'])
        .default('courseInstance')
        .describe(
          'how a grade names its instance; apply --limit 5, then reconcile, shows whether it is right',
        ),
      gradeDurationUnit: z
        .enum(['seconds', 'minutes'])
        .default('seconds')
        .describe(
          'the unit of a grade’s duration: not published for the API, seconds in the migration files',
        ),
    })
    .prefault({})
    .describe('Adobe Learning Manager'),
  users: z
    .strictObject({
      email: field.default('email').describe(`ALM’s email: ${FIELD_HELP}`),
      uniqueId: z
        .enum(['userId', 'employeeNumber', 'email'])
        .default('userId')
        .describe('ALM’s userUniqueId; user ids and emails in lower case'),
      name: nameTemplate.default('{givenName} {familyName}').describe('ALM’s name: fields in braces'),
      setProfile: field.optional().describe('the field that fills ALM’s profile (the job title)'),
      managers: z
        .enum(['leaveOff', 'set'])
        .default('leaveOff')
        .describe(
          'set: internal people whom the plan creates get the manager of the export, who is created first; leaveOff: ALM’s own default',
        ),
      external: z
        .array(z.strictObject({ when, profile: text.describe('the name of an external profile') }))
        .default([])
        .describe('who is external, and to which profile; the first rule that holds decides'),
      leaveOut: z
        .array(z.strictObject({ when, reason: text }))
        .default([])
        .describe('who does not move, with the reason'),
      closed: z
        .enum(['leaveOut', 'keepDeleted', 'migrate'])
        .default('leaveOut')
        .describe(
          'closed accounts (leavers); keepDeleted: deleted users with their history, by the bundle only',
        ),
      deleted: z.enum(['leaveOut', 'migrate']).default('leaveOut').describe('logically deleted accounts'),
      suspended: z
        .enum(['migrate', 'leaveOut'])
        .default('migrate')
        .describe('suspended accounts; the API makes them active'),
      withoutEmail: z
        .enum(['leaveOut', 'quarantine'])
        .default('leaveOut')
        .describe('accounts without an email address'),
    })
    .prefault({})
    .describe('who moves, and as whom'),
  profiles: z
    .record(
      text,
      z.strictObject({
        managerEmail: z.email(),
        expiry: date.describe('the profile’s last day, YYYY-MM-DD'),
        seatLimit: z.int().min(1),
      }),
    )
    .default({})
    .describe('external profiles by name, to create where ALM has none of that name'),
  statuses: statuses(STATUS_DEFAULTS).describe('what becomes of a training record, by status'),
  records: z
    .strictObject({
      choose: z
        .enum(['latest', 'first', 'best'])
        .default('latest')
        .describe('of several completions by one person of one course and instance'),
      unusableStart: z
        .enum(['quarantine', 'leaveOff'])
        .default('quarantine')
        .describe('a completion whose start date cannot be read or lies out of range'),
      unusableEnrolment: z
        .enum(['quarantine', 'leaveOff'])
        .default('leaveOff')
        .describe('likewise its date of enrolment, which the API cannot set anyway'),
    })
    .prefault({})
    .describe('which records count'),
  scores: z
    .strictObject({
      default: scale.default({ min: 0, max: 100 }).describe('the legacy scale'),
      courses: z.record(text, scale).default({}).describe('other scales, by legacy learning id'),
    })
    .prefault({})
    .describe('the scales of the legacy scores'),
  external: z
    .strictObject({
      statuses: statuses(EXTERNAL_STATUS_DEFAULTS).describe('as statuses, for external training'),
      by: z
        .array(z.enum(['title', 'typeAndSubject']))
        .default(['title', 'typeAndSubject'])
        .describe('how the crosswalk is asked, in this order'),
      duration: z
        .enum(['carry', 'leaveOff'])
        .default('carry')
        .describe('the duration of a completed training, as time spent on its module'),
      hoursPerDay: z
        .number()
        .gt(0)
        .max(24)
        .optional()
        .describe('what a day is in hours, for durations in days; without it those are left off'),
    })
    .prefault({})
    .describe('external training'),
  bundle: z
    .strictObject({
      autoHours: z
        .number()
        .min(0)
        .default(24)
        .describe('plan --route auto takes the bundle when the API would need more hours than that'),
      sprintRows: z
        .int()
        .min(1)
        .default(100_000)
        .describe('the most rows of one sprint; ALM publishes no limit'),
      fileNames: z
        .enum(['plain', 'retrofit'])
        .default('plain')
        .describe('enrollment.csv or retrofit_enrollment.csv: the manual has both, ask Adobe’s support'),
      courseIdForm: z
        .enum(['C', 'api'])
        .default('C')
        .describe('how the files name a course: its number, or as course:<number>'),
      instanceIdForm: z
        .enum(['I', 'C_I', 'api'])
        .default('I')
        .describe(
          'how the files name an instance: its number, with the course’s before it, or as the API does',
        ),
      moduleIdForm: z
        .enum(['M', 'M_V', 'C_M_V', 'api'])
        .default('M')
        .describe('how the files name a module; not published, so try a sprint of one row first'),
      migrationProjectId: text
        .optional()
        .describe('ALM’s migration project, in quotes, where the account has several'),
    })
    .prefault({})
    .describe('ALM’s own migration files'),
  limits: z
    .strictObject({
      maxPeopleShare: share
        .default(0.5)
        .describe('the share of ALM’s people that a plan may change before it asks for a confirmation'),
      maxFailureShare: share
        .default(0.1)
        .describe('the share of failed operations at which a run stops itself'),
    })
    .prefault({})
    .describe('what stops a run'),
});

type Frozen<T> = T extends (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** migration.yaml as mapping uses it: checked, every default filled in. */
export type MigrationConfig = Frozen<z.output<typeof migrationSchema>>;

/** The JSON Schema of migration.yaml, for editors; committed as schemas/migration.schema.json. */
export function migrationJsonSchema(): object {
  return { title: 'migration.yaml of alm-migrate', ...z.toJSONSchema(migrationSchema, { io: 'input' }) };
}
