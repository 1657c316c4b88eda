import { adminBodies } from '../routes/admin-bodies.ts';
import { keyBodies } from '../routes/key-body.ts';
import { account, bodyOf, key, keyId, keyPage, keyQuery, pageQuery, shownKey } from './key-operations.ts';
import { envelope, errors, idempotency, integer, object, ok, text } from './operations.ts';

const tags = ['Admin'];
const accountId = object({ id: { type: 'integer', description: 'Number of the account' } });
const price = object(
  {
    model: text,
    task_type: text,
    multiplier: { type: 'number' },
    usd: { type: 'number' },
    catalogue: { type: ['string', 'null'], description: "The catalogue's price in words" },
    in_force: { type: ['string', 'null'], description: 'What is asked instead' },
  },
  ['model', 'task_type', 'catalogue', 'in_force'],
);
const pairQuery = object({ model: text, task_type: text });

/** Beyond those that make accounts, keys and top-ups. */
export const adminOperations = {
  listAccounts: {
    tags,
    operationId: 'listAccounts',
    summary: 'List accounts',
    querystring: object({ ...pageQuery, name: { type: 'string', description: 'Part of the name' } }, []),
    response: {
      200: ok(
        envelope(object({ accounts: { type: 'array', items: account }, next_cursor: { type: ['string', 'null'] } })),
      ),
      ...errors(400, 401, 403),
    },
  },
  getAccount: {
    tags,
    operationId: 'getAnyAccount',
    summary: 'Get an account',
    params: accountId,
    response: { 200: ok(envelope(account)), ...errors(401, 403, 404) },
  },
  changeAccount: {
    tags,
    operationId: 'changeAnyAccount',
    summary: 'Set plan, limits, limits by family, hook; switch an account off',
    params: accountId,
    body: bodyOf(adminBodies.change),
    response: { 200: ok(envelope(account)), ...errors(400, 401, 403, 404) },
  },
  adjust: {
    tags,
    operationId: 'adjustBalance',
    summary: 'Correct a balance, up or down',
    headers: idempotency,
    params: accountId,
    body: bodyOf(adminBodies.adjustment),
    response: { 200: ok(envelope(object({ available: integer }))), ...errors(400, 401, 403, 404, 409, 422) },
  },
  listKeys: {
    tags,
    operationId: 'listAnyKeys',
    summary: 'List the keys of an account and of its test account',
    params: accountId,
    querystring: keyQuery,
    response: { 200: ok(envelope(keyPage)), ...errors(400, 401, 403) },
  },
  getKey: {
    tags,
    operationId: 'getAnyKey',
    summary: 'Get a key, masked',
    params: keyId,
    response: { 200: ok(envelope(key)), ...errors(401, 403, 404) },
  },
  changeKey: {
    tags,
    operationId: 'changeAnyKey',
    summary: 'Change name, scopes, expiry or limits of a key',
    params: keyId,
    body: bodyOf(keyBodies.change),
    response: { 200: ok(envelope(key)), ...errors(400, 401, 403, 404) },
  },
  rotateKey: {
    tags,
    operationId: 'rotateAnyKey',
    summary: 'Replace a key; the new one is shown this once',
    headers: idempotency,
    params: keyId,
    body: bodyOf(keyBodies.rotate),
    response: { 200: ok(envelope(shownKey)), ...errors(400, 401, 403, 404, 409, 422) },
  },
  revokeKey: {
    tags,
    operationId: 'revokeAnyKey',
    summary: 'Revoke a key for good',
    params: keyId,
    response: { 200: ok(envelope(key)), ...errors(401, 403, 404) },
  },
  listPrices: {
    tags,
    operationId: 'listPrices',
    summary: "Prices that are not the catalogue's",
    response: { 200: ok(envelope(object({ prices: { type: 'array', items: price } }))), ...errors(401, 403) },
  },
  putPrice: {
    tags,
    operationId: 'putPrice',
    summary: "Ask another price for a pair: the catalogue's times a factor, or US$ per unit",
    body: bodyOf(adminBodies.price),
    response: { 200: ok(envelope(price)), ...errors(400, 401, 403) },
  },
  deletePrice: {
    tags,
    operationId: 'deletePrice',
    summary: "Back to the catalogue's price",
    querystring: pairQuery,
    response: { 200: ok(envelope(object({ model: text, task_type: text }))), ...errors(400, 401, 403, 404) },
  },
  attempts: {
    tags,
    operationId: 'taskAttempts',
    summary: 'Every try of a task on a backend',
    params: object({ id: { type: 'string', description: 'UUID of the task' } }),
    response: { 200: ok(envelope({ type: 'object', additionalProperties: true })), ...errors(401, 403, 404) },
  },
};
