import type { Reason } from '../reasons.js';

/** What the readers of legacy exports say, of files, of records, and of fields. */
export const PF_REASONS = {
  // Files that are not read, or not to their end.
  'PF-FORMAT-UNKNOWN': {
    cause: 'the content is none of the exports that this program reads',
    mend: 'stage trainingHistory XML, users200510 XML, or a CSV whose first row names the columns of the vendor’s loaders',
  },
  'PF-FILE-EMPTY': {
    cause: 'the file holds nothing',
    mend: 'export it again; an interrupted download leaves such a file',
  },
  'PF-LOADER-ERROR-REPORT': {
    cause:
      'the file is the error report of the vendor’s loader: a copy of an imported file with a column of errors',
    mend: 'stage the file that was imported, or an export',
  },
  'PF-KEY-COLUMN-MISSING': {
    cause: 'the CSV lacks a column without which its rows cannot be told apart',
    mend: 'export it again with that column, or name the column as the vendor does',
  },
  'PF-HEADER-DUPLICATE': {
    cause: 'two columns of the CSV have the same name',
    mend: 'take one of them out, or rename it',
  },
  'PF-ENCODING-UNKNOWN': {
    cause: 'the encoding that was named, or that the XML declares, is not known',
    mend: 'name another one with --encoding',
  },
  'PF-SOURCE-UNREADABLE': {
    cause: 'the file could not be read to its end: the disk, or a compressed file that is damaged or cut off',
    mend: 'copy or download it again, then stage it again; what came before the break is staged',
  },
  'PF-XML-DOCTYPE': {
    cause:
      'the document has a DOCTYPE; entities and outside references are not read, because they can be used to attack',
    mend: 'find out where the file comes from; if it is trusted, take the DOCTYPE out',
  },
  'PF-XML-TRUNCATED': {
    cause: 'the document ends before its root element is closed: it was cut off',
    mend: 'export or download it again, then stage it again; the records before the end are staged',
  },
  'PF-XML-TRAILING': {
    cause: 'something follows the end of the document, for example an error page or a second document',
    mend: 'look at the end of the file; all records of the document itself are staged',
  },
  'PF-XML-MALFORMED': {
    cause: 'the document stops being well-formed XML at that line',
    mend: 'mend that line or export again, then stage it again; the records before it are staged',
  },
  'PF-XML-TOO-DEEP': {
    cause: 'elements are nested deeper than any export nests them',
    mend: 'find out where the file comes from: it is no export, or it was built to do harm',
  },
  'PF-XML-TOKEN-TOO-LARGE': {
    cause: 'one text, tag or comment of the document is larger than this program holds in memory',
    mend: 'look at that line; the records before it are staged',
  },

  // Containers.
  'PF-INPUT-MISSING': {
    cause: 'there is no such file or folder, or it may not be read',
    mend: 'check the path and its permissions',
  },
  'PF-CONTAINER-BROKEN': {
    cause: 'the zip archive is damaged, encrypted or of a kind that is not read',
    mend: 'unpack it with another program and stage the files',
  },
  'PF-CONTAINER-NESTED': {
    cause: 'there is an archive inside an archive',
    mend: 'unpack the outer one and stage what is in it',
  },
  'PF-CONTAINER-BOMB': {
    cause: 'the compressed file grows beyond anything that an export compresses to',
    mend: 'find out where it comes from; if it is trusted, unpack it with another program and stage the files',
  },

  // Records that are refused.
  'PF-BYTES-UNDECODABLE': {
    cause: 'the record holds a byte that does not exist in the encoding that the file is read in',
    mend: 'if many records say so, the file is in another encoding: stage it with --encoding windows-1252, for example; else mend the record',
  },
  'PF-RECORD-INCOMPLETE': {
    cause: 'the file breaks off inside this record',
    mend: 'export or download the file again',
  },
  'PF-RECORD-TOO-LARGE': {
    cause:
      'the record is larger than any that the legacy system writes; in a CSV, a quotation mark may not be closed',
    mend: 'look at the line; mend it, and stage the file again',
  },
  'PF-RECORD-ID-MISSING': {
    cause: 'the trainingRecord has no id attribute, by which it is known again',
    mend: 'export it again with its id',
  },
  'PF-USER-ID-MISSING': {
    cause: 'the record does not say whose it is',
    mend: 'fill in the user id',
  },
  'PF-LEARNING-ID-MISSING': {
    cause: 'the record does not say which course it is about',
    mend: 'fill in the id of the learning module',
  },
  'PF-TITLE-MISSING': {
    cause: 'an external training has neither a RecordID nor a title',
    mend: 'fill in one of the two',
  },
  'PF-ROW-RAGGED': {
    cause:
      'the row has more or fewer cells than the header; often a delimiter stands in a text that is not quoted',
    mend: 'quote that text, or take the delimiter out of it',
  },
  'PF-ROW-BLANK': {
    cause: 'all cells of the row are empty; spreadsheets leave such rows at the end',
    mend: 'nothing, or delete the row',
  },
  'PF-CSV-QUOTE': {
    cause:
      'the quotation marks of the row break the rules: one inside an unquoted field, text after a closing one, or one that is never closed',
    mend: 'double the quotation marks inside texts, and put the whole text in quotation marks',
  },
  'PF-NUL': {
    cause: 'the row contains a NUL character: the file is damaged, or in UTF-16 and read as something else',
    mend: 'export it again, or name its encoding with --encoding',
  },

  // Findings: the record was staged, and this should be known about it.
  'PF-DATE-UNREADABLE': {
    cause: 'the date is in none of the forms that the format has; it is kept as written',
    mend: 'write it in the documented form; English month names, day first, no slashes',
  },
  'PF-STATUS-UNKNOWN': {
    cause: 'the status is in none of the vendor’s vocabularies; it is kept as written',
    mend: 'find out what it means on that site (a sub-status, another language), and say so in migration.yaml',
  },
  'PF-STATUS-MISSING': {
    cause: 'the record has no status',
    mend: 'export it with its status: a field selector or a report may have left it out',
  },
  'PF-TYPE-UNKNOWN': {
    cause: 'the learning type is in none of the vendor’s vocabularies; it is kept as written',
    mend: 'nothing, unless a rule of the mapping asks for the type',
  },
  'PF-ACTION-UNKNOWN': {
    cause: 'the action of an external training is none of A, D, U and AU; it is kept as written',
    mend: 'correct it, or the record counts as one to add or update',
  },
  'PF-VALUE-UNKNOWN': {
    cause: 'the value is none of those that the vendor documents for the column; it is kept as written',
    mend: 'nothing, unless many rows say so: the columns may be shifted',
  },
  'PF-VALUE-TOO-LONG': {
    cause: 'the value is longer than the vendor says that it can be; it is kept whole',
    mend: 'nothing, unless many rows say so: the columns may be shifted',
  },
  'PF-NUMBER-UNREADABLE': {
    cause: 'the value is no number of the kind that the column holds; it is kept as written',
    mend: 'write it with a decimal point and without units or group marks',
  },
  'PF-LIST-GAP': {
    cause: 'a list with vertical bars has an empty place',
    mend: 'nothing, or take out the bar that is too many',
  },
  'PF-STATUS-REGRESSED': {
    cause:
      'an older export, or an earlier row, says that this was completed, and the newest says that it is not',
    mend: 'look at the record in the legacy system; the newest export counts, so a completion would be missing in ALM',
  },
  'PF-FIELD-REPEATED': {
    cause: 'the record has the same field twice; the first counts, the other is kept beside it',
    mend: 'look at the record; nobody can say which of the two is meant',
  },
  'PF-DEFAULT-ENROL-DATE': {
    cause: 'the row has no enrolment date, and took the start date, as the vendor’s loader does',
    mend: 'nothing, or fill in the enrolment date',
  },
  'PF-DEFAULT-STATUS': {
    cause: 'the external training has no status, and counts as open for editing, as in the vendor’s loader',
    mend: 'nothing, or fill in the status',
  },
  'PF-CSV-DOUBTFUL': {
    cause: 'a row before this one has faulty quotation marks, and this one may be the inside of a text of it',
    mend: 'mend the row before it and stage the file again',
  },
  'PF-TEXT-REPLACED': {
    cause:
      'the text holds the replacement character U+FFFD: an earlier program could not read what stood there',
    mend: 'correct it at its source, or in ALM later',
  },
  'PF-TEXT-QUESTION-MARKS': {
    cause:
      'question marks stand where letters seem to have been: an earlier program wrote the text in an encoding without them',
    mend: 'correct it at its source, or in ALM later',
  },
  'PF-TEXT-ENCODED-TWICE': {
    cause: 'the text was written in UTF-8 twice (Ã© where é was)',
    mend: 'correct it at its source; if the whole file is so, the export was saved in the wrong encoding',
  },
} as const satisfies Readonly<Record<string, Reason>>;
