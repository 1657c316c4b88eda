import { defaultDataFolder, defaultEnginesFolder } from './data-folder.ts';
import { llmPrices, llmUpstreams } from './llm-settings.ts';
import type { Setting } from './setting.ts';
import {
  baseUrl,
  environmentName,
  oneOf,
  optionalPath,
  originList,
  path,
  secretText,
  serviceUrl,
  text,
  whole,
  yesNo,
  yesNoOrText,
} from './setting.ts';

/**
 * Every setting, once. `config.default.yaml` and `docs/reference/settings.md` are generated from this table
 * (`npm run docs`). Units stand last in a name; defaults are safe and work offline.
 */
export const settingsSchema = {
  server: {
    host: text({
      default: '127.0.0.1',
      meaning: 'Address to listen on. 127.0.0.1 is reachable from this machine only; 0.0.0.0 from everywhere.',
      example: '0.0.0.0',
      env: 'HOST',
    }),
    port: whole({
      min: 0,
      max: 65535,
      default: 8787,
      meaning: 'TCP port; 0 takes a free one.',
      example: 8080,
      env: 'PORT',
    }),
    publicUrl: baseUrl({
      meaning: 'How clients reach this server: the base of every file URL in a result.',
      example: 'https://media.example.com',
      env: 'POLYMUSE_PUBLIC_URL',
      whenAbsent: 'the listening address',
    }),
    bodyLimitBytes: whole({
      min: 1024,
      max: 1_073_741_824,
      default: 33_554_432,
      meaning: 'Largest JSON body. Base64 makes media a third larger, so 32 MiB holds a file of 24 MiB.',
      example: 67_108_864,
    }),
    uploadLimitBytes: whole({
      min: 1024,
      max: 10_737_418_240,
      default: 104_857_600,
      meaning: 'Largest file in a multipart upload.',
      example: 524_288_000,
    }),
    requestTimeoutMs: whole({
      min: 1000,
      max: 3_600_000,
      default: 300_000,
      meaning: 'Milliseconds within which a whole request must have arrived; a slower client is cut off.',
      example: 60_000,
    }),
    shutdownGraceMs: whole({
      min: 0,
      max: 3_600_000,
      default: 20_000,
      meaning: 'Milliseconds that running work gets to finish when the server is told to stop; then it is handed back.',
      example: 60_000,
    }),
    trustProxy: yesNoOrText({
      default: false,
      accepts: (value) => value.split(',').every((item) => /^[0-9a-z.:/]+$/i.test(item.trim())),
      expected: 'true, false, or addresses and networks separated by commas, for example 10.0.0.0/8',
      meaning:
        'Whose X-Forwarded-* headers count: nobody, everybody, or the listed proxies. Only ever name your own proxies: whoever is trusted can claim any client address.',
      example: '10.0.0.0/8',
    }),
    metricsToken: secretText({
      minLength: 16,
      meaning: 'Bearer token that GET /metrics asks for.',
      example: 'a-long-random-token-for-prometheus',
      whenAbsent: 'none: /metrics answers callers on this machine only',
    }),
  },
  database: {
    url: serviceUrl({
      protocols: ['postgres:', 'postgresql:'],
      meaning: 'PostgreSQL 15 or newer.',
      example: 'postgres://polymuse:password@db.example.com:5432/polymuse',
      env: 'DATABASE_URL',
      whenAbsent: 'none: the embedded database (PGlite) in the data folder',
    }),
    poolSize: whole({
      min: 2,
      max: 500,
      default: 10,
      meaning: 'Connections to PostgreSQL at most; the embedded database always has one.',
      example: 20,
    }),
  },
  redis: {
    url: serviceUrl({
      protocols: ['redis:', 'rediss:'],
      meaning: 'Redis for the job queue, for high rates.',
      example: 'redis://:password@cache.example.com:6379/0',
      env: 'REDIS_URL',
      whenAbsent: 'none: the queue lives in the database',
    }),
  },
  storage: {
    dataDir: path({
      default: defaultDataFolder,
      defaultText: '`./data` in a checkout of Polymuse, else `$XDG_DATA_HOME/polymuse` (`~/.local/share/polymuse`)',
      meaning: 'Folder of the embedded database and of stored media. One process owns it at a time.',
      example: '/var/lib/polymuse',
      env: 'POLYMUSE_DATA',
    }),
    uploadHours: whole({ min: 1, max: 8760, default: 24, meaning: 'Hours that uploaded files are kept.', example: 48 }),
    resultHours: whole({
      min: 1,
      max: 87_600,
      default: 72,
      meaning: 'Hours that result files are kept after their task ended.',
      example: 168,
    }),
    inlineHours: whole({
      min: 1,
      max: 8760,
      default: 24,
      meaning: 'Hours that media sent inside a request (data URI, base64) are kept after its task ended.',
      example: 6,
    }),
    taskDays: whole({
      min: 1,
      max: 3650,
      default: 90,
      meaning: 'Days that ended tasks stay readable.',
      example: 365,
    }),
    minFreeBytes: whole({
      min: 0,
      max: 1_099_511_627_776,
      default: 536_870_912,
      meaning: 'Free disk space below which the server takes no more work (/readyz answers 503).',
      example: 2_147_483_648,
    }),
  },
  accounts: {
    defaultConcurrency: whole({
      min: 1,
      max: 10_000,
      default: 20,
      meaning: 'Tasks of one account that are worked on at the same time; further ones are staged.',
      example: 50,
    }),
    testPoints: whole({
      min: 0,
      max: 1_000_000_000_000_000,
      default: 1_000_000_000,
      meaning: 'Balance that the test keys of an account start with; 10,000,000 points are US$1 of pretended money.',
      example: 10_000_000_000,
    }),
    stagedLimit: whole({
      min: 0,
      max: 100_000,
      default: 50,
      meaning: 'Staged tasks of one account; one more is refused with 429.',
      example: 500,
    }),
  },
  limits: {
    requestsPerMinute: whole({
      min: 300,
      max: 1_000_000,
      default: 600,
      meaning: 'Requests per key and minute. At least 300, since clients poll up to 5 times a second.',
      example: 3000,
    }),
    failedAuthPerMinute: whole({
      min: 1,
      max: 100_000,
      default: 20,
      meaning: 'Wrong keys per client address and minute; then that address gets 429.',
      example: 100,
    }),
    jsonDepth: whole({ min: 8, max: 256, default: 32, meaning: 'Deepest nesting of a JSON body.', example: 64 }),
    promptLength: whole({
      min: 100,
      max: 1_000_000,
      default: 32_000,
      meaning: 'Characters of a prompt at most, where a model sets no smaller limit.',
      example: 10_000,
    }),
  },
  engines: {
    concurrency: whole({
      min: 1,
      max: 256,
      default: (machine) => Math.max(1, machine.cores - 1),
      defaultText: 'processor cores less one, at least 1',
      meaning: 'Embedded engines that run at the same time, each in a process of its own.',
      example: 4,
    }),
    timeoutSeconds: whole({
      min: 5,
      max: 86_400,
      default: 300,
      meaning: 'Seconds until a run of an embedded engine is ended.',
      example: 900,
    }),
    memoryMb: whole({
      min: 128,
      max: 65_536,
      default: 1024,
      meaning: 'Memory of one engine process, in MiB.',
      example: 2048,
    }),
    outputMb: whole({
      min: 1,
      max: 65_536,
      default: 512,
      meaning: 'Files that one engine run may write, in MiB.',
      example: 1024,
    }),
    ffmpegPath: optionalPath({
      meaning: 'The ffmpeg program; version 5 or newer for everything. Set both programs or neither.',
      example: '/usr/local/bin/ffmpeg',
      env: 'FFMPEG_PATH',
      whenAbsent: "the machine's own, else the one of an npm package that set-up brought",
    }),
    ffprobePath: optionalPath({
      meaning: 'The ffprobe program that belongs to it.',
      example: '/usr/local/bin/ffprobe',
      env: 'FFPROBE_PATH',
      whenAbsent: 'as for ffmpeg',
    }),
    folder: path({
      default: defaultEnginesFolder,
      defaultText: 'the folder `.setup/engines` of a checkout, else `engines` in the user’s data folder',
      meaning: 'Where `polymuse engines add` puts the packages of optional engines.',
      example: '/var/lib/polymuse/engines',
    }),
    faceSwapConsent: yesNo({
      default: false,
      meaning:
        'Switches the face-swap engine on. By saying true you, the operator, state that whoever uses this server has the consent of every person whose face is swapped, and that results are not passed off as real.',
      example: true,
    }),
    cutoutModel: optionalPath({
      meaning: 'A segmentation model of your own for background removal: ISNet, RMBG or BiRefNet as an .onnx file.',
      example: '/srv/models/rmbg-1.4.onnx',
      whenAbsent: 'the one that `polymuse engines add cutout` installs, else a basic method without a model',
    }),
  },
  sandbox: {
    latency: oneOf(['instant', 'fast', 'realistic'], {
      default: 'fast',
      meaning:
        'How long the tasks of test keys take: not at all, a moment with progress, or about as long as the real models.',
      example: 'realistic',
    }),
    cacheMb: whole({
      min: 0,
      max: 1_048_576,
      default: 1024,
      meaning: 'Test media that are kept, in MiB, to be given out again for the same request.',
      example: 256,
    }),
  },
  tasks: {
    startMinutes: whole({
      min: 1,
      max: 10_080,
      default: 60,
      meaning: 'Minutes that a task may wait for its first start; then it fails and its hold is released.',
      example: 240,
    }),
    sweepSeconds: whole({
      min: 1,
      max: 300,
      default: 5,
      meaning: 'Seconds between two rounds of the sweeper, which picks up whatever a crash left behind.',
      example: 10,
    }),
    leaseSeconds: whole({
      min: 5,
      max: 600,
      default: 30,
      meaning: 'Seconds until the work of a process that went silent is taken over; renewed at a third of it.',
      example: 60,
    }),
  },
  outbound: {
    trustedOrigins: originList({
      default: [],
      meaning:
        'Origins that outgoing requests (input media, webhooks) may reach although their address is private, for example a receiver in your own network.',
      example: ['http://127.0.0.1:9000', 'https://hooks.internal.example'],
      env: 'POLYMUSE_TRUSTED_ORIGINS',
    }),
    allowHttp: yesNo({
      default: true,
      meaning: 'Whether outgoing requests may use plain http.',
      example: false,
    }),
    mediaLimitBytes: whole({
      min: 1024,
      max: 10_737_418_240,
      default: 104_857_600,
      meaning: 'Largest media file that is fetched from a URL in a request.',
      example: 524_288_000,
    }),
    timeoutSeconds: whole({
      min: 1,
      max: 3600,
      default: 120,
      meaning: 'Seconds until fetching one media file is given up.',
      example: 30,
    }),
  },
  webhooks: {
    timeoutSeconds: whole({
      min: 1,
      max: 60,
      default: 15,
      meaning: 'Seconds that a receiver has for its answer.',
      example: 30,
    }),
    disableAfterHours: whole({
      min: 1,
      max: 8760,
      default: 120,
      meaning: 'Hours without one success until a failing endpoint is switched off.',
      example: 48,
    }),
    perHost: whole({
      min: 1,
      max: 1000,
      default: 10,
      meaning:
        'Deliveries to one host at the same time in one process; further ones wait, and those to other hosts pass them.',
      example: 4,
    }),
    perAccount: whole({
      min: 1,
      max: 1000,
      default: 50,
      meaning: 'Deliveries of one account at the same time in one process.',
      example: 20,
    }),
    logDays: whole({
      min: 1,
      max: 3650,
      default: 14,
      meaning: 'Days that the attempts of deliveries and the answers of their receivers stay readable.',
      example: 30,
    }),
  },
  legacy: {
    midjourneyFetchWithoutKey: yesNo({
      default: false,
      meaning:
        'Whether POST /mj/v2/fetch answers without a key, for old scripts that send none. Who knows the id of a Midjourney task can then read it.',
      example: true,
    }),
  },
  llm: {
    upstreams: llmUpstreams({
      meaning:
        'Where chat, embeddings and the other calls of /v1 go. An upstream with the name of one that the environment makes (openai, anthropic, gemini, openrouter, ollama, vllm, llamacpp) replaces it.',
      example: [
        {
          name: 'my-server',
          type: 'openai',
          base_url: 'http://10.0.0.5:8000/v1',
          api_key: null,
          models: ['qwen3-32b'],
          aliases: { 'gpt-4o-mini': 'qwen3-32b' },
          weight: 1,
          priority: 0,
          concurrency: 64,
          prices: { 'qwen3-32b': { in: 0.1, out: 0.4 } },
          responses: false,
          stream_usage: true,
        },
      ],
    }),
    prices: llmPrices({
      meaning:
        'What clients pay for tokens, by model or by pattern with `*` at the end; wins over the built-in prices. A model without any price is refused, except at ollama, vllm and llamacpp of the environment, where it is free.',
      example: { 'gpt-5': { in: 1.25, cached: 0.125, out: 10 } },
    }),
    openaiKey: secretText({
      minLength: 1,
      meaning: 'Key of OpenAI, or of the server that `openaiUrl` names.',
      example: 'sk-the-key',
      env: 'OPENAI_API_KEY',
      whenAbsent: 'none',
    }),
    openaiUrl: baseUrl({
      meaning: 'Another server that speaks the protocol of OpenAI; every model name is then passed to it.',
      example: 'http://10.0.0.5:8000/v1',
      env: 'OPENAI_BASE_URL',
      whenAbsent: '`https://api.openai.com/v1`',
    }),
    anthropicKey: secretText({
      minLength: 1,
      meaning: 'Key of Anthropic.',
      example: 'sk-ant-the-key',
      env: 'ANTHROPIC_API_KEY',
      whenAbsent: 'none',
    }),
    anthropicUrl: baseUrl({
      meaning: 'Another server that speaks the protocol of Anthropic.',
      example: 'https://claude.internal.example',
      env: 'ANTHROPIC_BASE_URL',
      whenAbsent: '`https://api.anthropic.com`',
    }),
    geminiKey: secretText({
      minLength: 1,
      meaning: 'Key of the Gemini API.',
      example: 'the-key',
      env: 'GEMINI_API_KEY',
      whenAbsent: 'none',
    }),
    geminiUrl: baseUrl({
      meaning: 'The OpenAI-compatible endpoint of Gemini.',
      example: 'https://gemini.internal.example/v1beta/openai',
      env: 'GEMINI_BASE_URL',
      whenAbsent: '`https://generativelanguage.googleapis.com/v1beta/openai`',
    }),
    openrouterKey: secretText({
      minLength: 1,
      meaning: 'Key of OpenRouter, which is asked for any model with a price, after the other upstreams.',
      example: 'sk-or-the-key',
      env: 'OPENROUTER_API_KEY',
      whenAbsent: 'none',
    }),
    ollamaUrl: baseUrl({
      meaning: 'An Ollama server.',
      example: 'http://127.0.0.1:11434',
      env: 'OLLAMA_URL',
      whenAbsent: 'none',
    }),
    vllmUrl: baseUrl({
      meaning: 'A vLLM server.',
      example: 'http://127.0.0.1:8000',
      env: 'VLLM_URL',
      whenAbsent: 'none',
    }),
    llamacppUrl: baseUrl({
      meaning: 'A llama.cpp server.',
      example: 'http://127.0.0.1:8080',
      env: 'LLAMACPP_URL',
      whenAbsent: 'none',
    }),
    connectSeconds: whole({
      min: 1,
      max: 120,
      default: 10,
      meaning: 'Seconds until an upstream must have taken the connection; then the next one is asked.',
      example: 3,
    }),
    firstByteSeconds: whole({
      min: 1,
      max: 3600,
      default: 120,
      meaning: 'Seconds until the first byte of a streamed answer; then the next upstream is asked.',
      example: 30,
    }),
    idleSeconds: whole({
      min: 1,
      max: 3600,
      default: 120,
      meaning: 'Seconds that a started stream may be silent.',
      example: 60,
    }),
    callSeconds: whole({
      min: 1,
      max: 7200,
      default: 900,
      meaning: 'Seconds that one call may take in all; its hold is released then at the latest.',
      example: 300,
    }),
    maxOutputTokens: whole({
      min: 1,
      max: 10_000_000,
      default: 16_384,
      meaning: 'Tokens of an answer that are held for when the request sets no limit and the model has none known.',
      example: 4096,
    }),
    replyLimitBytes: whole({
      min: 1024,
      max: 1_073_741_824,
      default: 67_108_864,
      meaning: 'Largest answer of an upstream that is not streamed; also the largest event of a stream.',
      example: 16_777_216,
    }),
    cacheSeconds: whole({
      min: 0,
      max: 2_592_000,
      default: 0,
      meaning:
        'Seconds that an answer is given again, free of charge, to the same account for exactly the same request; 0: never.',
      example: 3600,
    }),
    cacheMb: whole({
      min: 1,
      max: 65_536,
      default: 64,
      meaning: 'Memory for those answers, in MiB; the oldest go first.',
      example: 512,
    }),
  },
  backends: {
    order: oneOf(['providers-first', 'engines-first'], {
      default: 'providers-first',
      meaning:
        'Who is asked first where both a configured provider and an embedded engine can do a task. Follow-ups stay with whoever made the task that they continue.',
      example: 'engines-first',
    }),
  },
  piapi: {
    apiKey: secretText({
      minLength: 1,
      meaning:
        'Key of an account at PiAPI, or of another Polymuse that `baseUrl` names. With it, that server does the tasks of every model.',
      example: 'the-key-of-the-account',
      env: 'PIAPI_API_KEY',
      whenAbsent: 'none: the provider is not used',
    }),
    baseUrl: baseUrl({
      meaning: 'Another server that speaks the protocol of PiAPI; it may be in your own network, and so may its files.',
      example: 'https://media.example.com',
      env: 'PIAPI_BASE_URL',
      whenAbsent: '`https://api.piapi.ai`',
    }),
    uploadUrl: baseUrl({
      meaning: 'Where input files are uploaded to.',
      example: 'https://upload.example.com',
      env: 'PIAPI_UPLOAD_URL',
      whenAbsent: '`https://upload.theapi.app`, or `baseUrl` where that is set',
    }),
    concurrency: whole({
      min: 1,
      max: 1000,
      default: 16,
      meaning:
        'Requests to it at the same time, uploads and downloads among them. How many tasks run there is its own affair.',
      example: 4,
    }),
    timeoutSeconds: whole({
      min: 1,
      max: 3600,
      default: 60,
      meaning:
        'Seconds that it has for one answer. A submission without an answer by then counts as unknown and is not repeated.',
      example: 30,
    }),
  },
  moderation: {
    url: baseUrl({
      meaning:
        'An HTTP service that is asked before a task or a call of /v1 is charged: POST {kind, account_id, model, input}; it answers {"allow": true}, or {"allow": false, "reason": "…"}.',
      example: 'http://127.0.0.1:9100/check',
      whenAbsent: 'none: nothing is checked',
    }),
    token: secretText({
      minLength: 8,
      meaning: 'Sent to it as Authorization: Bearer.',
      example: 'a-token-of-the-moderation-service',
      whenAbsent: 'none',
    }),
    timeoutSeconds: whole({ min: 1, max: 60, default: 5, meaning: 'Seconds that it has to answer.', example: 2 }),
    whenUnreachable: oneOf(['refuse', 'allow'], {
      default: 'refuse',
      meaning: 'What happens when it does not answer.',
      example: 'allow',
    }),
  },
  log: {
    format: oneOf(['pretty', 'json', 'silent'], {
      default: (machine) => (machine.isTerminal ? 'pretty' : 'json'),
      defaultText: '`pretty` on a terminal, else `json`',
      meaning: 'Lines for people, one JSON object a line, or nothing.',
      example: 'json',
      env: 'POLYMUSE_LOG',
    }),
    level: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], {
      default: 'info',
      meaning: 'Least important level that is written.',
      example: 'debug',
    }),
  },
  bootstrap: {
    key: secretText({
      minLength: 32,
      meaning:
        'For automation: at the first start on an empty database this becomes the admin key of the first account. Later starts ignore it.',
      example: 'any-string-of-32-characters-or-more',
      env: 'POLYMUSE_BOOTSTRAP_KEY',
      whenAbsent: 'none: the first start makes a key and shows it once',
    }),
    points: whole({
      min: 0,
      max: 1_000_000_000_000_000,
      default: 1_000_000_000,
      meaning: 'Balance of the first account; 10,000,000 points are US$1.',
      example: 10_000_000_000,
    }),
  },
} as const satisfies Record<string, Record<string, Setting<unknown>>>;

type Schema = typeof settingsSchema;
type ValueOf<S> = S extends { schema: { _zod: { output: infer Value } } } ? Value : never;

/** All settings of a running process; frozen. */
export type Settings = {
  readonly [Section in keyof Schema]: { readonly [Key in keyof Schema[Section]]: ValueOf<Schema[Section][Key]> };
};

/** One row of the flattened table. */
export interface SettingEntry {
  section: string;
  key: string;
  /** `section.key`. */
  name: string;
  env: string;
  setting: Setting<unknown>;
}

/** The table as a list, in the order of the file. */
export const settingEntries: readonly SettingEntry[] = Object.entries(settingsSchema).flatMap(([section, settings]) =>
  Object.entries<Setting<unknown>>(settings).map(([key, setting]) => ({
    section,
    key,
    name: `${section}.${key}`,
    env: environmentName(section, key, setting),
    setting,
  })),
);
