import { badRequest, missingParam, wrongType } from './wire.js';

/**
 * Reads what a write carries. ALM names the field that is wrong (since May 2025), and so does this:
 * `Missing Param` with the field's name, `Field Type incorrect` with what is wrong.
 */

export type JsonObject = Readonly<Record<string, unknown>>;

/** The parts of `{data: {id?, type, attributes, relationships?}}`. */
export interface Resource {
  readonly id: string | null;
  readonly attributes: JsonObject;
  readonly relationships: JsonObject;
}

/** Takes a body apart. An empty one is the documented "Generic Error", which has no `source`. */
export function readResource(body: unknown, type: string): Resource {
  if (body === undefined) throw badRequest('Generic Error', null);
  const data = asObject(asObject(body, 'body').data, 'data');
  if (data.type === undefined) throw missingParam('type');
  if (data.type !== type) throw wrongType(`incorrect type - ${String(data.type)}`);
  if (data.id !== undefined && typeof data.id !== 'string') throw wrongType('id must be a string');
  return {
    id: data.id ?? null,
    attributes: asObject(data.attributes, 'attributes'),
    relationships: data.relationships === undefined ? {} : asObject(data.relationships, 'relationships'),
  };
}

export function asObject(value: unknown, name: string): JsonObject {
  if (value === undefined) throw missingParam(name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongType(`${name} must be an object`);
  }
  return value as JsonObject;
}

/** Null where the field is not there; a refusal where it is not a string. */
export function optionalText(from: JsonObject, name: string): string | null {
  const value = from[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw wrongType(`${name} must be a string`);
  return value;
}

export function requiredText(from: JsonObject, name: string): string {
  const value = optionalText(from, name);
  if (value === null || value.trim() === '') throw missingParam(name);
  return value;
}

export function requiredEmail(from: JsonObject, name: string): string {
  const value = requiredText(from, name);
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value))
    throw wrongType(`${name} is not an email address - ${value}`);
  return value;
}

export function optionalNumber(from: JsonObject, name: string): number | null {
  const value = from[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(`${name} must be a number`);
  return value;
}

export function optionalFlag(from: JsonObject, name: string): boolean | null {
  const value = from[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'boolean') throw wrongType(`${name} must be true or false`);
  return value;
}

const ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/** An instant in UTC as ALM writes it; null where the field is not there. Normalised to milliseconds. */
export function optionalInstant(from: JsonObject, name: string): string | null {
  const text = optionalText(from, name);
  if (text === null) return null;
  const at = ISO_UTC.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse takes 30 February for 1 March: what does not come back as it went in was no date.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 19) !== text.slice(0, 19)) {
    throw wrongType(`${name} is not an ISO-8601 date in UTC - ${text}`);
  }
  return new Date(at).toISOString();
}

/** Active fields: each a string or a list of strings. */
export function optionalFields(
  from: JsonObject,
): Readonly<Record<string, string | readonly string[]>> | null {
  if (from.fields === undefined) return null;
  const read: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(asObject(from.fields, 'fields'))) {
    if (typeof value === 'string') read[name] = value;
    else if (Array.isArray(value) && value.every((one): one is string => typeof one === 'string')) {
      read[name] = value;
    } else throw wrongType(`fields.${name} must be a string or a list of strings`);
  }
  return read;
}

/** The id of a to-one relationship written as an object, or null. */
export function relatedId(relationships: JsonObject, name: string, type: string): string | null {
  if (relationships[name] === undefined) return null;
  const data = asObject(asObject(relationships[name], name).data, `${name}.data`);
  return identified(data, name, type);
}

/** The id of a to-one relationship that the documents write as an array of one. */
export function relatedIdInArray(relationships: JsonObject, name: string, type: string): string | null {
  if (relationships[name] === undefined) return null;
  const data = asObject(relationships[name], name).data;
  if (!Array.isArray(data) || data.length !== 1) throw wrongType(`${name}.data must be an array of one`);
  return identified(asObject(data[0], name), name, type);
}

function identified(data: JsonObject, name: string, type: string): string {
  if (data.type !== type) throw wrongType(`incorrect relation type - ${String(data.type)}`);
  return requiredText({ [`${name}.id`]: data.id }, `${name}.id`);
}
