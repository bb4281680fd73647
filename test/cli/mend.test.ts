import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { demoWorkspace, inFolder, inStore, run, runJson } from './world.js';

const HEADER = 'USERID;LEARNINGID;LOTITLE;ENROLLDATE;STUDENTSTATUS';
const GOOD = 'jdoe;C-1;Brandschutz für alle;01-Feb-2020;Completed';

/** In Windows-1252, as a German Excel writes it: a course with leading zeros, a formula, a cell too many. */
const HISTORY = Buffer.from(
  [HEADER, GOOD, '007;0815;Für; alle;01-Feb-2020;Completed', 'msmith;;=1+1;02-Feb-2020;Completed', ''].join(
    '\r\n',
  ),
  'latin1',
);

interface Staged {
  readonly files: readonly {
    readonly staged: number;
    readonly rejected: number;
    readonly recordsNew: number;
  }[];
  readonly balance: unknown;
}

describe('rejects that are written out, mended and staged again', () => {
  it('are closed, and the balance holds every row of both files', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), 'http://127.0.0.1:1');
      const history = join(folder, 'history.csv');
      const mend = join(folder, 'mend');
      writeFileSync(history, HISTORY);
      const stage = ['stage', '-w', workspace, '--encoding', 'windows-1252'];
      await runJson([...stage, history]);

      const listed = await runJson(['rejects', '-w', workspace, '--export', mend]);
      expect(listed).toMatchObject({
        total: 2,
        exported: [{ from: history, encoding: 'windows-1252', rejects: 2, leftOut: 0 }],
      });
      const file = join(mend, 'history.rejects.csv');
      const text = readFileSync(file, 'latin1');
      expect(text.split('\r\n').map((line) => line.replace(/^"=""[0-9a-f]{16}/, '…'))).toEqual([
        `alm-migrate:reject;alm-migrate:line;alm-migrate:code;alm-migrate:reason;${HEADER}`,
        '…-2""";"=""3""";PF-ROW-RAGGED;the row has 6 cells where the header has 5;"=""007""";"=""0815""";Für;alle;"=""01-Feb-2020""";Completed',
        '…-3""";"=""4""";PF-LEARNING-ID-MISSING;the row has no LEARNINGID;msmith;;"=""=1+1""";"=""02-Feb-2020""";Completed',
        '',
      ]);

      writeFileSync(file, text.replace('Für;alle', 'Für alle'), 'latin1');
      const again = (await runJson([...stage, mend])) as unknown as Staged;
      expect(again.files).toMatchObject([{ staged: 1, rejected: 1, recordsNew: 1 }]);
      expect(again.balance).toMatchObject({ recordsInFiles: 5, staged: 2, rejected: 3, defects: [] });
      // One is mended; the other one stands in the new file, as the row that it is now.
      expect(await runJson(['rejects', '-w', workspace])).toMatchObject({
        total: 1,
        rejects: [{ file, line: 3, code: 'PF-LEARNING-ID-MISSING' }],
      });

      writeFileSync(file, readFileSync(file, 'latin1').replace('msmith;;', 'msmith;C-2;'), 'latin1');
      await runJson([...stage, mend]);
      const { exitCode, stdout } = await run(['rejects', '-w', workspace]);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: 'No rejects: every record of the files was staged.\n',
      });
    }));
});

/** A program that is right, with a part that is not; a program without an id, with a part that is right and one that is not. */
const PROGRAMS = `<?xml version="1.0" encoding="UTF-8"?>
<p:trainingHistory xmlns:p="urn:x">
  <p:trainingRecord id="P-1 &amp; more">
    <p:userId>ada</p:userId><p:learningModule><p:id>PROG</p:id></p:learningModule>
    <p:trainingRecord id="T-1"><p:learningModule><p:id>C-1</p:id></p:learningModule></p:trainingRecord>
  </p:trainingRecord>
  <p:trainingRecord>
    <p:userId>ada</p:userId><p:learningModule><p:id>PROG-2</p:id></p:learningModule>
    <p:trainingRecord id="T-2"><p:userId>ada</p:userId><p:learningModule><p:id>C-2</p:id></p:learningModule></p:trainingRecord>
    <p:trainingRecord id="T-3"><p:userId>ada</p:userId></p:trainingRecord>
  </p:trainingRecord>
  <p:trainingRecord id="T-4"><p:userId>ada</p:userId></p:trainingRecord>
</p:trainingHistory>
`;

const parents = (workspace: string): unknown =>
  inStore(workspace, (store) =>
    store.prepare('SELECT record_key, parent_id FROM training_record ORDER BY record_key').raw().all(),
  );

describe('rejects of records in records', () => {
  it('keep whose part they are, are written once, and are closed when they are mended', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), 'http://127.0.0.1:1');
      const history = join(folder, 'history.xml');
      const mend = join(folder, 'mend');
      writeFileSync(history, PROGRAMS);
      await runJson(['stage', '-w', workspace, history]);
      expect(parents(workspace)).toEqual([
        ['P-1 & more', null],
        ['T-2', null],
      ]);
      await runJson(['rejects', '-w', workspace, '--export', mend]);
      const file = join(mend, 'history.rejects.xml');
      const text = readFileSync(file, 'utf8').replaceAll(/"[0-9a-f]{16}-/g, '"…-');
      expect(text.split('\n').map((line) => line.trim())).toEqual([
        '<?xml version="1.0" encoding="utf-8"?>',
        '<trainingHistory>',
        '<!-- line 5: PF-USER-ID-MISSING the trainingRecord T-1 has no userId -->',
        '<p:trainingRecord alm-migrate-reject="…-2" alm-migrate-parent="P-1 &#38; more" id="T-1"><p:learningModule><p:id>C-1</p:id></p:learningModule></p:trainingRecord>',
        '<!-- line 7: PF-RECORD-ID-MISSING the trainingRecord has no id -->',
        '<p:trainingRecord alm-migrate-reject="…-3">',
        '<p:userId>ada</p:userId><p:learningModule><p:id>PROG-2</p:id></p:learningModule>',
        '<p:trainingRecord id="T-2"><p:userId>ada</p:userId><p:learningModule><p:id>C-2</p:id></p:learningModule></p:trainingRecord>',
        '<!-- line 10: PF-LEARNING-ID-MISSING the trainingRecord T-3 has no id of its learningModule -->',
        '<p:trainingRecord alm-migrate-reject="…-5" id="T-3"><p:userId>ada</p:userId></p:trainingRecord>',
        '</p:trainingRecord>',
        '<!-- line 12: PF-LEARNING-ID-MISSING the trainingRecord T-4 has no id of its learningModule -->',
        '<p:trainingRecord alm-migrate-reject="…-6" id="T-4"><p:userId>ada</p:userId></p:trainingRecord>',
        '</trainingHistory>',
        '',
      ]);

      // Mended in part: the others come again as what they are, and still know whose they are.
      writeFileSync(
        file,
        readFileSync(file, 'utf8')
          .replace(/(<p:trainingRecord alm-migrate-reject="[0-9a-f]{16}-3")/, '$1 id="P-2"')
          .replace(/(id="T-3">)/, '$1<p:learningModule><p:id>C-3</p:id></p:learningModule>'),
      );
      expect(await runJson(['stage', '-w', workspace, mend])).toMatchObject({ balance: { defects: [] } });
      const left = await runJson(['rejects', '-w', workspace, '--export', mend]);
      expect(left).toMatchObject({ total: 2, exported: [{ rejects: 2, leftOut: 0 }] });
      const again = readFileSync(join(mend, 'history.rejects.rejects.xml'), 'utf8');
      expect(again).toContain(' alm-migrate-parent="P-1 &#38; more" id="T-1">');
      writeFileSync(
        join(mend, 'history.rejects.rejects.xml'),
        again
          .replace(/(id="T-1">)/, '$1<p:userId>ada</p:userId>')
          .replace(/(id="T-4">)/, '$1<p:learningModule><p:id>C-4</p:id></p:learningModule>'),
      );
      await runJson(['stage', '-w', workspace, mend]);
      expect(await runJson(['rejects', '-w', workspace])).toMatchObject({ total: 0 });
      expect(parents(workspace)).toEqual([
        ['P-1 & more', null],
        ['P-2', null],
        ['T-1', 'P-1 & more'],
        ['T-2', 'P-2'],
        ['T-3', 'P-2'],
        ['T-4', null],
      ]);
    }));
});

describe('what stage can be handed', () => {
  it('is a folder with packed and plain exports, and the same content packed otherwise is the same file', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), 'http://127.0.0.1:1');
      const exports = join(folder, 'exports');
      mkdirSync(exports);
      writeFileSync(join(exports, 'a.csv.gz'), gzipSync(`${HEADER}\r\n${GOOD}\r\n`));
      writeFileSync(join(exports, 'b.csv'), `${HEADER}\r\nmsmith;C-2;;02-Feb-2020;Completed\r\n`);
      expect(await runJson(['stage', '-w', workspace, exports])).toMatchObject({
        files: [
          { recordsRead: 1, staged: 1, wasStagedBefore: false },
          { recordsRead: 1, staged: 1, wasStagedBefore: false },
        ],
        balance: { recordsInFiles: 2, staged: 2, rejected: 0 },
      });
      writeFileSync(join(exports, 'a.csv'), `${HEADER}\r\n${GOOD}\r\n`);
      expect(await runJson(['stage', '-w', workspace, join(exports, 'a.csv')])).toMatchObject({
        files: [{ wasStagedBefore: true, recordsRead: 1 }],
        balance: { recordsInFiles: 2 },
      });
    }));

  it('is a broken file: what comes before the break is staged once, however often the file is staged', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), 'http://127.0.0.1:1');
      const whole = gzipSync(`${HEADER}\r\n${`${GOOD}\r\n`.repeat(500)}`, { level: 0 });
      const cut = join(folder, 'cut.csv.gz');
      writeFileSync(cut, whole.subarray(0, whole.length - 100));
      const first = await runJson(['stage', '-w', workspace, cut]);
      expect(first).toMatchObject({ files: [{ state: 'broken', wasStagedBefore: false }] });
      const second = await runJson(['stage', '-w', workspace, cut]);
      expect(second).toMatchObject({ files: [{ state: 'broken', wasStagedBefore: true }] });
      expect(second.balance).toEqual(first.balance);
    }));

  it('is not a folder without files', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), 'http://127.0.0.1:1');
      const { exitCode, stderr } = await run([
        'stage',
        '-w',
        workspace,
        mkdirSync(join(folder, 'none'), { recursive: true }) ?? '',
      ]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('STAGE-NOTHING');
    }));
});
