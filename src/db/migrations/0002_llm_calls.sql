-- Whether requests and answers of the account's LLM calls are kept with their tasks.
ALTER TABLE accounts ADD COLUMN keep_prompts boolean NOT NULL DEFAULT false;
