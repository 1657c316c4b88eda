import { z } from 'zod';

/** What a default that depends on the machine may look at. */
export interface Machine {
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  /** Logical processors this process may use. */
  cores: number;
  /** Whether a person reads the standard output. */
  isTerminal: boolean;
}

/** One setting: its type, what it means and where it may be set. Built with the builders below. */
export interface Setting<Value> {
  /** Name of the type in the reference, for example `whole number`. */
  kind: string;
  /** Completes "must be …". */
  expected: string;
  /** Checks a value of polymuse.yaml or of the command line. */
  schema: z.ZodType<Value>;
  /** Turns the text of an environment variable into a value for `schema`; it may return anything. */
  fromText(text: string): unknown;
  default: Value | ((machine: Machine) => Value);
  /** Words for a default that depends on the machine, or for a null. */
  defaultText?: string;
  meaning: string;
  example: Value;
  /** The environment variable, where scripts rely on a name of its own; else POLYMUSE_SECTION_KEY. */
  env?: string;
  /** `whole`: never shown. `password`: an address of which only the password is hidden. `inside`: every `api_key` in it. */
  secret?: 'whole' | 'password' | 'inside';
  /** A path: a relative one is resolved against the folder of the file, or the working folder. */
  path?: true;
}

interface Described<Value> {
  default: Value | ((machine: Machine) => Value);
  defaultText?: string;
  meaning: string;
  example: Value;
  env?: string;
}

const asNumber = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

export function whole(options: Described<number> & { min: number; max: number }): Setting<number> {
  const { min, max, ...described } = options;
  return {
    ...described,
    kind: 'whole number',
    expected: `a whole number from ${min} to ${max}`,
    schema: z.number().int().min(min).max(max),
    fromText: asNumber,
  };
}

export function yesNo(options: Described<boolean>): Setting<boolean> {
  return {
    ...options,
    kind: 'true or false',
    expected: 'true or false',
    schema: z.boolean(),
    fromText: (text) => ({ true: true, '1': true, false: false, '0': false })[text.toLowerCase()] ?? text,
  };
}

export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
  options: Described<Words[number]>,
): Setting<Words[number]> {
  return {
    ...options,
    kind: words.map((word) => `\`${word}\``).join(', '),
    expected: `one of ${words.join(', ')}`,
    schema: z.enum(words),
    fromText: (text) => text,
  };
}

/** A word or line of text that must match `pattern` when one is given. */
export function text(options: Described<string> & { pattern?: RegExp; expected?: string }): Setting<string> {
  const { pattern, expected = 'a text', ...described } = options;
  return {
    ...described,
    kind: 'text',
    expected,
    schema: pattern === undefined ? z.string().min(1).max(4096) : z.string().max(4096).regex(pattern),
    fromText: (value) => value,
  };
}

/** A file or folder. */
export function path(options: Described<string>): Setting<string> {
  return { ...text({ ...options, expected: 'a path' }), kind: 'path', path: true };
}

/** Either false, true, or text; for switches that also take a list of addresses. */
export function yesNoOrText(
  options: Described<boolean | string> & { accepts: (value: string) => boolean; expected: string },
): Setting<boolean | string> {
  const { accepts, expected, ...described } = options;
  return {
    ...described,
    kind: 'true, false or text',
    expected,
    schema: z.union([z.boolean(), z.string().min(1).max(4096).refine(accepts)]),
    fromText: (value) => ({ true: true, false: false })[value.toLowerCase()] ?? value,
  };
}

/** A value that may be left out: null then. */
export function optional<Value>(
  setting: Omit<Setting<Value>, 'default' | 'defaultText'>,
  whenAbsent: string,
): Setting<Value | null> {
  return { ...setting, schema: setting.schema.nullable(), default: null, defaultText: whenAbsent };
}

type WithoutDefault<Value> = Omit<Described<Value>, 'default' | 'defaultText'>;

export function optionalPath(options: WithoutDefault<string> & { whenAbsent: string }): Setting<string | null> {
  const { whenAbsent, ...described } = options;
  return optional(path({ ...described, default: '' }), whenAbsent);
}

/** A key or token that no page, log or command may show. */
export function secretText(
  options: WithoutDefault<string> & { minLength: number; whenAbsent: string },
): Setting<string | null> {
  const { minLength, whenAbsent, ...described } = options;
  const pattern = new RegExp(`^[\\x21-\\x7e]{${minLength},512}$`);
  const expected = `${minLength} to 512 printable ASCII characters without spaces`;
  return optional({ ...text({ ...described, default: '', pattern, expected }), secret: 'whole' }, whenAbsent);
}

/** The address of a service; its password, if any, is hidden wherever settings are shown. */
export function serviceUrl(
  options: WithoutDefault<string> & { protocols: readonly string[]; whenAbsent: string },
): Setting<string | null> {
  const { protocols, whenAbsent, ...described } = options;
  const schema = z.string().refine((value) => {
    const url = parseUrl(value);
    return url !== null && protocols.includes(url.protocol) && url.hostname !== '';
  });
  const expected = `an address that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  return optional(
    { ...described, kind: 'address', expected, schema, fromText: (value) => value, secret: 'password' },
    whenAbsent,
  );
}

/** An http(s) address without query, fragment or credentials; a trailing slash is taken off. */
export function baseUrl(options: WithoutDefault<string> & { whenAbsent: string }): Setting<string | null> {
  const { whenAbsent, ...described } = options;
  const schema = z
    .string()
    .refine((value) => {
      const url = parseUrl(value);
      if (url === null || !isHttp(url)) return false;
      return url.search === '' && url.hash === '' && url.username === '' && url.password === '';
    })
    .transform((value) => value.replace(/\/+$/, ''));
  const expected = 'an http:// or https:// address without query, fragment or credentials';
  return optional({ ...described, kind: 'address', expected, schema, fromText: (value) => value }, whenAbsent);
}

/** Origins such as `http://127.0.0.1:9000`; kept in the form that URL.origin gives. */
export function originList(options: Described<readonly string[]>): Setting<readonly string[]> {
  const origin = z
    .string()
    .refine((value) => {
      const url = parseUrl(value);
      return url !== null && isHttp(url) && value.replace(/\/$/, '').toLowerCase() === withPort(url, value);
    })
    .transform((value) => new URL(value).origin);
  return {
    ...options,
    kind: 'list of origins',
    expected: 'origins such as https://example.com or http://127.0.0.1:9000, nothing after host and port',
    schema: z.array(origin).max(100),
    fromText: (value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
  };
}

/** The environment variable of a setting. */
export function environmentName(section: string, key: string, setting: { env?: string }): string {
  return setting.env ?? `POLYMUSE_${upperSnake(section)}_${upperSnake(key)}`;
}

export function upperSnake(camelCase: string): string {
  return camelCase.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

export function parseUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

const isHttp = (url: URL): boolean => url.protocol === 'http:' || url.protocol === 'https:';

/** `URL.origin` drops a default port; writing it out is no mistake. */
function withPort(url: URL, written: string): string {
  const defaultPort = url.protocol === 'https:' ? ':443' : ':80';
  return written.replace(/\/$/, '').endsWith(defaultPort) ? `${url.origin}${defaultPort}` : url.origin;
}
