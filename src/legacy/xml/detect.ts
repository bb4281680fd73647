import { SaxesParser } from 'saxes';
import { Failure, type LegacyFormat } from '../../terms/index.js';
import { localName } from './paths.js';

/** Ends the look as soon as there is an answer. */
class Found extends Error {
  readonly format: LegacyFormat;

  constructor(format: LegacyFormat) {
    super();
    this.format = format;
  }
}

/** What an element tells of the document it is in (peoplefluent-facts 1.2, 2.2): names only. */
function formatOf(local: string): LegacyFormat | null {
  switch (local) {
    case 'trainingHistory':
    case 'trainingRecord':
      return 'trainingHistoryXml';
    case 'users':
    case 'user':
      return 'usersXml';
    default:
      return null;
  }
}

function unknown(file: string, why: string): never {
  throw new Failure('PF-FORMAT-UNKNOWN', `${file} is no export that this program knows: ${why}`, {
    remedy: 'stage trainingHistory XML, users200510 XML, or a CSV in one of the loaders’ layouts',
    place: { file },
  });
}

/**
 * The format of an XML document by the first element whose local name tells it, whatever the root is
 * called. Throws PF-FORMAT-UNKNOWN and PF-XML-DOCTYPE.
 */
export function detectXml(head: string, file: string): LegacyFormat {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let root: string | null = null;
  parser.on('doctype', () => {
    if (root !== null) return;
    throw new Failure('PF-XML-DOCTYPE', `${file} has a DOCTYPE, which is not read: no export has one`, {
      remedy: 'find out where the file comes from; if it is trusted, take the DOCTYPE out',
      place: { file },
    });
  });
  parser.on('opentag', (tag) => {
    const local = localName(tag.name);
    const format = formatOf(local);
    if (format !== null) throw new Found(format);
    root ??= local;
    if (root.toLowerCase() === 'html')
      unknown(file, 'it is an HTML page; a site sends one to ask for a login');
  });
  parser.on('error', (error) => {
    throw error;
  });
  try {
    parser.write(head);
  } catch (error) {
    if (error instanceof Found) return error.format;
    if (error instanceof Failure) throw error;
    unknown(file, `it begins like XML and is not: ${error instanceof Error ? error.message : String(error)}`);
  }
  // A DOCTYPE that does not end within the head was never reported by the parser.
  if (root === null && /<!DOCTYPE/.test(head)) {
    throw new Failure('PF-XML-DOCTYPE', `${file} has a DOCTYPE, which is not read: no export has one`, {
      remedy: 'find out where the file comes from; if it is trusted, take the DOCTYPE out',
      place: { file },
    });
  }
  unknown(file, root === null ? 'it holds no element' : `its root element is ${JSON.stringify(root)}`);
}
