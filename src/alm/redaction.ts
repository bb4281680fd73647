const BLOT = '[secret]';

/**
 * Blots secrets out of texts that may be shown or stored. Knows each secret in the forms in which a
 * server could hand it back: as it is, percent-encoded, and as a JSON string with escaped slashes.
 */
export class Redaction {
  readonly #forms = new Set<string>();

  /** From now on `secret` is blotted out, too. */
  add(secret: string): void {
    if (secret === '') return;
    const json = JSON.stringify(secret).slice(1, -1);
    for (const form of [secret, encodeURIComponent(secret), json, json.replaceAll('/', '\\/')]) {
      this.#forms.add(form);
    }
  }

  clean(text: string): string {
    let cleaned = text;
    for (const form of this.#forms) {
      if (cleaned.includes(form)) cleaned = cleaned.replaceAll(form, BLOT);
    }
    return cleaned;
  }
}
