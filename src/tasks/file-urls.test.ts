import { describe, expect, test } from 'vitest';
import { createFileUrls } from './file-urls.ts';

const NAME = 'c27a1b88-5e0f-4d3a-9f61-0b9d8e7c6a54.mp3';

describe.each(['https://media.example.org', 'http://127.0.0.1:8787', 'https://example.org/api/media'])(
  'under %s',
  (base) => {
    const urls = createFileUrls(() => base);

    test('a name becomes a URL and the URL the name again', () => {
      expect(urls.urlOf(NAME)).toBe(`${base}/ephemeral/${NAME}`);
      expect(urls.nameOf(urls.urlOf(NAME))).toBe(NAME);
      expect(urls.nameOf(`${urls.urlOf(NAME)}?download=1`)).toBe(NAME);
    });

    test.each([
      `https://other.example.org/ephemeral/${NAME}`,
      `${base}/other/${NAME}`,
      `${base}/ephemeral/../${NAME}`,
      `${base}/ephemeral/..%2f..%2fetc%2fpasswd`,
      `${base}/ephemeral/${NAME}/x`,
      `${base}/ephemeral/`,
      'not a url',
      '',
    ])('%s is no file of ours', (url) => {
      expect(urls.nameOf(url)).toBeNull();
    });
  },
);

test('the base may become known later', () => {
  let base = 'http://127.0.0.1:1';
  const urls = createFileUrls(() => base);
  base = 'http://127.0.0.1:2';
  expect(urls.urlOf(NAME)).toMatch(/^http:\/\/127\.0\.0\.1:2\//);
});
