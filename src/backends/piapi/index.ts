export { type ClientOptions, createPiapiClient, type PiapiClient } from './client.ts';
export { createPiapiBackend, type PiapiOptions } from './piapi.ts';
