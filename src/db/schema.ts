import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import {
  bigint,
  boolean,
  customType,
  date,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';
import type { Database } from './database.ts';

/**
 * The tables as drizzle sees them, for ordinary queries; hot or subtle ones are named SQL. The truth is
 * `migrations/*.sql`: a test compares the two. Column names are these keys in snake case (see `orm`).
 */
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const points = () => bigint({ mode: 'number' });
const rowId = () => bigint({ mode: 'number' });
const moment = () => timestamp({ withTimezone: true, mode: 'date' });

export const accounts = pgTable('accounts', {
  id: rowId().primaryKey().generatedAlwaysAsIdentity(),
  name: text().notNull(),
  plan: text().notNull().default('pro'),
  available: points().notNull().default(0),
  held: points().notNull().default(0),
  maxConcurrentTasks: integer().notNull().default(20),
  serviceMode: text().notNull().default('public'),
  webhookSigningSecret: text().notNull(),
  webhookSigningSecretOld: text(),
  webhookSigningSecretOldUntil: moment(),
  notificationHookUrl: text().notNull().default(''),
  familyLimits: json().notNull().default({}),
  balanceLowThreshold: points(),
  balanceLowTold: boolean().notNull().default(false),
  quotaToldAt: moment(),
  testOf: rowId().unique(),
  disabledAt: moment(),
  createdAt: moment().notNull(),
  updatedAt: moment().notNull(),
  keepPrompts: boolean().notNull().default(false),
});

export const apiKeys = pgTable('api_keys', {
  id: rowId().primaryKey().generatedAlwaysAsIdentity(),
  accountId: rowId().notNull(),
  name: text().notNull(),
  hash: bytea().notNull().unique(),
  oldHash: bytea().unique(),
  oldUntil: moment(),
  shownStart: text().notNull(),
  shownEnd: text().notNull(),
  scopes: text().array().notNull(),
  models: text().array(),
  addresses: text().array(),
  requestsPerMinute: integer(),
  maxConcurrentTasks: integer(),
  monthlyBudget: points(),
  budgetToldAt: moment(),
  createdAt: moment().notNull(),
  expiresAt: moment(),
  revokedAt: moment(),
  lastUsedAt: moment(),
});

export const tasks = pgTable('tasks', {
  id: uuid().primaryKey(),
  accountId: rowId().notNull(),
  apiKeyId: rowId(),
  requestId: text().notNull().default(''),
  model: text().notNull(),
  modelShown: text(),
  taskType: text().notNull(),
  family: text().notNull(),
  familyKey: text().notNull(),
  clientMetadata: jsonb(),
  status: text({ enum: ['staged', 'pending', 'processing', 'completed', 'failed', 'cancelled'] }).notNull(),
  version: integer().notNull().default(1),
  config: json().notNull(),
  input: json().notNull(),
  output: json(),
  works: json().notNull().default([]),
  metaExtra: json().notNull().default({}),
  detail: json(),
  error: json(),
  logs: json().notNull().default([]),
  phase: text().notNull().default('queued'),
  progress: integer().notNull().default(0),
  usageType: text().notNull(),
  charge: text({ enum: ['on_create', 'on_completion'] }).notNull(),
  holdPoints: points().notNull(),
  capturedPoints: points().notNull().default(0),
  price: json(),
  lane: text().notNull(),
  backend: text(),
  privatePool: boolean().notNull().default(false),
  isTest: boolean().notNull().default(false),
  legacy: json(),
  originTaskId: uuid(),
  leaseOwner: text(),
  leaseUntil: moment(),
  startBy: moment().notNull(),
  finishBy: moment(),
  createdAt: moment().notNull(),
  startedAt: moment(),
  endedAt: moment(),
  updatedAt: moment().notNull(),
});

export const attempts = pgTable(
  'attempts',
  {
    id: rowId().primaryKey().generatedAlwaysAsIdentity(),
    taskId: uuid().notNull(),
    number: integer().notNull(),
    backend: text().notNull(),
    state: text({ enum: ['submitting', 'running', 'done', 'failed', 'unknown'] }).notNull(),
    token: text().notNull().unique(),
    operation: json(),
    reason: text(),
    startedAt: moment().notNull(),
    endedAt: moment(),
  },
  (table) => [unique().on(table.taskId, table.number)],
);

export const taskEvents = pgTable('task_events', {
  id: rowId().primaryKey().generatedAlwaysAsIdentity(),
  taskId: uuid().notNull(),
  kind: text().notNull(),
  data: json().notNull().default({}),
  at: moment().notNull(),
});

export const entries = pgTable('entries', {
  id: rowId().primaryKey().generatedAlwaysAsIdentity(),
  accountId: rowId().notNull(),
  taskId: uuid(),
  kind: text({ enum: ['topup', 'hold', 'capture', 'release', 'adjust', 'expire', 'overage'] }).notNull(),
  amount: points().notNull(),
  reference: text().notNull().default(''),
  createdAt: moment().notNull(),
});

export const webhookDeliveries = pgTable('webhook_deliveries', {
  id: text().primaryKey(),
  accountId: rowId().notNull(),
  taskId: uuid(),
  event: text().notNull(),
  sequence: integer().notNull(),
  endpoint: text().notNull(),
  secret: text().notNull().default(''),
  body: text().notNull(),
  state: text({ enum: ['due', 'delivered', 'dead'] }).notNull(),
  attempts: integer().notNull().default(0),
  dropFirst: integer().notNull().default(0),
  nextAt: moment().notNull(),
  lastStatus: integer(),
  lastError: text(),
  createdAt: moment().notNull(),
  deliveredAt: moment(),
  replayedAt: moment(),
  attemptsBeforeReplay: integer().notNull().default(0),
});

export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    deliveryId: text().notNull(),
    number: integer().notNull(),
    at: moment().notNull(),
    status: integer(),
    error: text(),
    durationMs: integer().notNull(),
    reply: text(),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.number] })],
);

export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    accountId: rowId().notNull(),
    endpointHash: bytea().notNull(),
    endpoint: text().notNull(),
    failingSince: moment().notNull(),
    failures: integer().notNull().default(1),
    lastStatus: integer(),
    lastError: text(),
    disabledAt: moment(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.endpointHash] })],
);

export const pastUsage = pgTable(
  'past_usage',
  {
    accountId: rowId().notNull(),
    apiKeyId: rowId().notNull(),
    model: text().notNull(),
    day: date().notNull(),
    status: text().notNull(),
    tasks: integer().notNull(),
    points: points().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.day, table.apiKeyId, table.model, table.status] })],
);

export const files = pgTable('files', {
  name: text().primaryKey(),
  accountId: rowId().notNull(),
  taskId: uuid(),
  kind: text({ enum: ['upload', 'inline', 'result'] }).notNull(),
  contentType: text().notNull(),
  sizeBytes: bigint({ mode: 'number' }).notNull(),
  createdAt: moment().notNull(),
  expiresAt: moment(),
});

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    apiKeyId: rowId().notNull(),
    route: text().notNull(),
    key: text().notNull(),
    bodyHash: bytea().notNull(),
    state: text({ enum: ['started', 'finished'] }).notNull(),
    status: integer(),
    reply: text(),
    taskId: uuid(),
    lockedUntil: moment().notNull(),
    createdAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.apiKeyId, table.route, table.key] })],
);

export const prices = pgTable(
  'prices',
  {
    model: text().notNull(),
    taskType: text().notNull(),
    rule: json().notNull(),
    updatedAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.model, table.taskType] })],
);

/** Drizzle over the database's own pool; cheap, but make one and keep it. Its transactions are not retried. */
export function orm(database: Database): NodePgDatabase {
  return drizzle(database.pool as Pool, { casing: 'snake_case' });
}
