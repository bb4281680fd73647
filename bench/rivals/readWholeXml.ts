import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';

/** What one would write first: the whole file, a tree of it, JSON of each record. Prints the records. */
interface Node {
  readonly trainingRecord?: readonly Node[];
}

const [, , file = ''] = process.argv;
const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  htmlEntities: true,
  removeNSPrefix: true,
  isArray: (name) => name === 'trainingRecord',
});
const document = parser.parse(readFileSync(file, 'utf8')) as { readonly trainingHistory: Node };

let records = 0;
let characters = 0;
function take(node: Node): void {
  for (const record of node.trainingRecord ?? []) {
    records += 1;
    characters += JSON.stringify({ ...record, trainingRecord: undefined }).length;
    take(record);
  }
}
take(document.trainingHistory);
console.log(records);
console.error(`${characters} characters of JSON`);
