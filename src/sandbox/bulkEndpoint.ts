import type { BulkImport, BulkJob, BulkRun } from './bulkImport.js';
import type { Setting } from './setting.js';
import { badRequest, type Call, doesNotExist, missingParam, ok, type Reply, wrongType } from './wire.js';

/** The bulk import's endpoints (fact sheet, section 5.5): a yes has the shape of a no, with the status OK. */

/** GET /bulkimport/cansync */
export function cansync(setting: Setting, call: Call): Reply {
  const bulk = importOf(setting, 'BULKIMPORT_ERROR_CANNOT_SYNC');
  bulk.look();
  const refusal = bulk.refusal(call.query.get('migrationProjectId'));
  if (refusal !== null) throw badRequest('BULKIMPORT_ERROR_CANNOT_SYNC', `Error, ${refusal}`);
  return ok({ status: 'OK', title: 'BULKIMPORT_CAN_SYNC_NOW', source: { info: 'Yes' } });
}

/** POST /bulkimport/startrun */
export function startRun(setting: Setting, call: Call): Reply {
  const title = 'BULKIMPORT_ERROR_CANNOT_INITATE_RUN';
  const bulk = importOf(setting, title);
  const lock = call.query.get('lockaccount') ?? 'false';
  if (lock !== 'true' && lock !== 'false') throw wrongType(`lockaccount - ${lock}`);
  const refusal = bulk.refusal(call.query.get('migrationProjectId'));
  if (refusal !== null) throw badRequest(title, `Error, ${refusal}`);
  if (call.query.get('catalogid') !== null) {
    const info = 'The catalog provided is either not a valid id or does not belong to the prime account';
    throw badRequest(title, `Error, ${info}`);
  }
  if (!bulk.hasFiles()) throw badRequest(title, 'Error, No valid files present in the folder');
  const run = bulk.start(call.now);
  const migrationInfo = {
    migrationProjectId: run.projectId,
    sprintId: run.sprintId,
    sprintRunId: run.runId,
  };
  return ok(
    {
      status: 'OK',
      title: 'BULKIMPORT_RUN_INITIATED_SUCCESSFULLY',
      source: { info: 'Success', migrationInfo },
    },
    'created',
  );
}

/** GET /bulkimport/runStatus; the printed list has no name, so it has one of ours. */
export function runStatus(setting: Setting, call: Call): Reply {
  const bulk = importOf(setting, 'BULKIMPORT_ERROR_CANNOT_SYNC');
  const [project, sprint, runId] = ['migrationProjectId', 'sprintId', 'sprintRunId'].map((name) => {
    const value = call.query.get(name);
    if (value === null || value === '') throw missingParam(name);
    return value;
  });
  const run = bulk.run(project ?? '', sprint ?? '', runId ?? '');
  if (run === undefined) throw doesNotExist(`run ${runId}`);
  bulk.look();
  const isOver = run.pollsLeft === 0;
  return ok({
    sprintId: Number(run.sprintId),
    sprintRunId: Number(run.runId),
    migrationProjectId: Number(run.projectId),
    startTime: run.startedAt,
    endTime: isOver ? call.now : null,
    jobs: run.jobs.map((job) => written(setting, run, job, call.now)),
  });
}

function written(setting: Setting, run: BulkRun, job: BulkJob, now: number): object {
  const isOver = run.pollsLeft === 0;
  const waiting = job.sequenceNumber === 1 ? 'IN_PROGRESS' : 'WAITING_IN_QUEUE';
  const path = `migration/${setting.tenant.account.id}/${run.projectId}/${run.sprintId}/${run.runId}/${job.objectName}_err.csv`;
  const whole = `${setting.fileOrigin}/bulk/${run.runId}/${job.objectName}_err.csv?signature=sandbox`;
  return {
    id: job.id,
    lastHeartbeatTime: now,
    objectName: job.objectName,
    jobState: isOver ? job.end : waiting,
    errorCsvLink: isOver && job.refused !== '' ? (setting.bulk?.options.links === 'path' ? path : whole) : '',
    errorLogLink: null,
    sequenceNumber: job.sequenceNumber,
  };
}

/** Without a folder the account has no migration project. */
function importOf(setting: Setting, title: string): BulkImport {
  if (setting.bulk === null) throw badRequest(title, 'Error, No active projects');
  return setting.bulk;
}
