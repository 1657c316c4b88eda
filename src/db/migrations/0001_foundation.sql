-- Accounts own keys, tasks, files and one purse of integer points (10,000,000 = US$1).
CREATE TABLE accounts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  plan text NOT NULL DEFAULT 'pro',
  available bigint NOT NULL DEFAULT 0 CHECK (available >= 0),
  held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
  max_concurrent_tasks integer NOT NULL DEFAULT 20 CHECK (max_concurrent_tasks > 0),
  service_mode text NOT NULL DEFAULT 'public',
  webhook_signing_secret text NOT NULL,
  -- The one before it, which still signs too until then.
  webhook_signing_secret_old text,
  webhook_signing_secret_old_until timestamptz,
  notification_hook_url text NOT NULL DEFAULT '',
  -- Running tasks at most, by family key (protocol page, 12.4): {"flux": 4}. Families not named have no limit of their own.
  family_limits json NOT NULL DEFAULT '{}',
  -- Below it the account is told that its balance is low; null: never.
  balance_low_threshold bigint CHECK (balance_low_threshold > 0),
  -- The owner knows that it is below; false again once it was above.
  balance_low_told boolean NOT NULL DEFAULT false,
  -- When the owner was last told that a task was refused for lack of balance.
  quota_told_at timestamptz,
  -- The account whose test keys this one serves: a purse and a history of its own, and only the sandbox behind it.
  test_of bigint UNIQUE REFERENCES accounts (id),
  -- Switched off by the operator: its keys are refused.
  disabled_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

-- Keys are kept as the SHA-256 of the whole key: it has full entropy, so no slow hash is needed.
CREATE TABLE api_keys (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  name text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  -- The key before the last rotation, which works until then too.
  old_hash bytea UNIQUE,
  old_until timestamptz,
  shown_start text NOT NULL,
  shown_end text NOT NULL,
  scopes text[] NOT NULL,
  -- Models, and addresses or networks, that the key is good for; null: all.
  models text[],
  addresses text[],
  requests_per_minute integer CHECK (requests_per_minute > 0),
  max_concurrent_tasks integer CHECK (max_concurrent_tasks > 0),
  -- Points that the key's tasks may cost in one calendar month (UTC).
  monthly_budget bigint CHECK (monthly_budget > 0),
  -- When the owner was last told that it is used up.
  budget_told_at timestamptz,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
CREATE INDEX api_keys_by_account ON api_keys (account_id);

-- `input`, `output` are json (not jsonb), because the order of their keys is part of the wire format.
CREATE TABLE tasks (
  id uuid PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  api_key_id bigint REFERENCES api_keys (id),
  request_id text NOT NULL DEFAULT '',
  model text NOT NULL,
  -- How the client named the model, when by another name; shown to it instead.
  model_shown text,
  task_type text NOT NULL,
  family text NOT NULL,
  -- The key of the family's counts and limits (protocol page, 12.4).
  family_key text NOT NULL,
  -- What the client keeps with the task, for its own lists.
  client_metadata jsonb,
  status text NOT NULL CHECK (status IN ('staged', 'pending', 'processing', 'completed', 'failed', 'cancelled')),
  version integer NOT NULL DEFAULT 1,
  config json NOT NULL,
  input json NOT NULL,
  output json,
  works json NOT NULL DEFAULT '[]',
  meta_extra json NOT NULL DEFAULT '{}',
  detail json,
  error json,
  logs json NOT NULL DEFAULT '[]',
  phase text NOT NULL DEFAULT 'queued',
  progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  usage_type text NOT NULL,
  charge text NOT NULL CHECK (charge IN ('on_create', 'on_completion')),
  hold_points bigint NOT NULL CHECK (hold_points >= 0),
  captured_points bigint NOT NULL DEFAULT 0 CHECK (captured_points >= 0),
  -- What the operator asked instead of the catalogue's price at creation; null: nothing else.
  price json,
  lane text NOT NULL,
  backend text,
  private_pool boolean NOT NULL DEFAULT false,
  is_test boolean NOT NULL DEFAULT false,
  -- The legacy endpoint that created it and how that one reads it back; null: the task API.
  legacy json,
  origin_task_id uuid REFERENCES tasks (id) ON DELETE SET NULL,
  lease_owner text,
  lease_until timestamptz,
  start_by timestamptz NOT NULL,
  finish_by timestamptz,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz,
  updated_at timestamptz NOT NULL
);
CREATE INDEX tasks_by_account ON tasks (account_id, created_at DESC, id);
CREATE INDEX tasks_live ON tasks (account_id, status, created_at) WHERE status IN ('staged', 'pending', 'processing');
CREATE INDEX tasks_unfinished ON tasks (status, updated_at) WHERE status IN ('staged', 'pending', 'processing');
CREATE INDEX tasks_by_key ON tasks (api_key_id, created_at);
CREATE INDEX tasks_by_client_metadata ON tasks USING gin (client_metadata jsonb_path_ops) WHERE client_metadata IS NOT NULL;
CREATE INDEX tasks_ended ON tasks (ended_at) WHERE ended_at IS NOT NULL;

-- One row per try on one backend, written before a byte leaves; `operation` finds the running job again.
CREATE TABLE attempts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id uuid NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  number integer NOT NULL,
  backend text NOT NULL,
  state text NOT NULL CHECK (state IN ('submitting', 'running', 'done', 'failed', 'unknown')),
  token text NOT NULL UNIQUE,
  operation json,
  reason text,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  UNIQUE (task_id, number)
);

-- The timeline of a task, for people and for server-sent events.
CREATE TABLE task_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id uuid NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  kind text NOT NULL,
  data json NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL
);
CREATE INDEX task_events_by_task ON task_events (task_id, id);

-- The ledger: amounts are positive, the kind gives the sign (adjust alone may be negative); rows are never changed.
CREATE TABLE entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  task_id uuid,
  kind text NOT NULL CHECK (kind IN ('topup', 'hold', 'capture', 'release', 'adjust', 'expire', 'overage')),
  amount bigint NOT NULL CHECK (amount >= 0 OR kind = 'adjust'),
  reference text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  CHECK (task_id IS NOT NULL OR kind IN ('topup', 'adjust', 'expire'))
);
CREATE UNIQUE INDEX entries_once_per_task ON entries (task_id, kind) WHERE kind IN ('hold', 'capture', 'release');
CREATE INDEX entries_by_account ON entries (account_id, id);

-- Outbox: one row per event and endpoint, written in the transaction that changes the task.
CREATE TABLE webhook_deliveries (
  id text PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  task_id uuid,
  event text NOT NULL,
  sequence integer NOT NULL,
  endpoint text NOT NULL,
  secret text NOT NULL DEFAULT '',
  body text NOT NULL,
  state text NOT NULL CHECK (state IN ('due', 'delivered', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  -- So many first attempts never leave: a test asked for it.
  drop_first integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL,
  last_status integer,
  last_error text,
  created_at timestamptz NOT NULL,
  delivered_at timestamptz,
  -- Sent again on request: then, and with so many attempts made before, so that the schedule starts anew.
  replayed_at timestamptz,
  attempts_before_replay integer NOT NULL DEFAULT 0
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE state = 'due';
CREATE INDEX webhook_deliveries_by_task ON webhook_deliveries (task_id);
CREATE INDEX webhook_deliveries_by_account ON webhook_deliveries (account_id, created_at, id);

-- What receivers answered, for their owner to look at. Removed sooner than the delivery itself.
CREATE TABLE webhook_attempts (
  delivery_id text NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  number integer NOT NULL,
  at timestamptz NOT NULL,
  status integer,
  error text,
  duration_ms integer NOT NULL,
  -- The start of the answer's body, secrets masked; null: there was no answer.
  reply text,
  PRIMARY KEY (delivery_id, number)
);
CREATE INDEX webhook_attempts_by_age ON webhook_attempts (at);

-- Receivers that fail now: from the first failure after the last success. Switched off, they get nothing more.
CREATE TABLE webhook_endpoints (
  account_id bigint NOT NULL REFERENCES accounts (id),
  -- SHA-256: the text may be longer than an index takes.
  endpoint_hash bytea NOT NULL,
  endpoint text NOT NULL,
  failing_since timestamptz NOT NULL,
  failures integer NOT NULL DEFAULT 1,
  last_status integer,
  last_error text,
  disabled_at timestamptz,
  PRIMARY KEY (account_id, endpoint_hash)
);

-- What removed tasks had used, so that usage and budgets outlive them. Days are UTC; key 0: none.
CREATE TABLE past_usage (
  account_id bigint NOT NULL REFERENCES accounts (id),
  api_key_id bigint NOT NULL,
  model text NOT NULL,
  day date NOT NULL,
  status text NOT NULL,
  tasks integer NOT NULL,
  points bigint NOT NULL,
  PRIMARY KEY (account_id, day, api_key_id, model, status)
);
CREATE INDEX past_usage_by_key ON past_usage (api_key_id, day);

-- What we store and serve under unguessable names.
CREATE TABLE files (
  name text PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  task_id uuid,
  kind text NOT NULL CHECK (kind IN ('upload', 'inline', 'result')),
  content_type text NOT NULL,
  size_bytes bigint NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz
);
CREATE INDEX files_expiring ON files (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX files_by_task ON files (task_id);

-- Saved replies of POST requests that carried an Idempotency-Key.
CREATE TABLE idempotency_keys (
  api_key_id bigint NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
  route text NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('started', 'finished')),
  status integer,
  reply text,
  task_id uuid,
  locked_until timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (api_key_id, route, key)
);
CREATE INDEX idempotency_keys_old ON idempotency_keys (created_at);

-- What the operator asks instead of the catalogue's price: {"multiplier": 1.2} or {"usd": 0.05} per unit.
CREATE TABLE prices (
  model text NOT NULL,
  task_type text NOT NULL,
  rule json NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (model, task_type)
);
