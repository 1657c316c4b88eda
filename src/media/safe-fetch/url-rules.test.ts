import { describe, expect, it } from 'vitest';
import { FetchRefused } from './fetch-errors.ts';
import { checkUrl, parseUrl, type UrlRules } from './url-rules.ts';

const reasonOf = (url: string, rules: UrlRules = {}): string => {
  try {
    checkUrl(url, rules);
    return 'allowed';
  } catch (thrown) {
    if (thrown instanceof FetchRefused) return thrown.reason;
    throw thrown;
  }
};

describe('a URL is refused before any look-up', () => {
  it.each<[string, string]>([
    // literal addresses in every spelling that the URL parser takes
    ['http://127.0.0.1/', 'address'],
    ['http://0x7f000001/', 'address'],
    ['http://2130706433/', 'address'],
    ['http://0177.0.0.1/', 'address'],
    ['http://127.1/', 'address'],
    ['http://127.0.1/', 'address'],
    ['http://0/', 'address'],
    ['http://0x7f.0.0.1/', 'address'],
    ['http://017700000001/', 'address'],
    ['http://0x7f.1/', 'address'],
    ['http://127.0.0.1./', 'address'],
    ['http://①②⑦.⓪.⓪.①/', 'address'],
    ['http://１２７.０.０.１/', 'address'],
    ['http://127。0。0。1/', 'address'],
    ['http://%31%32%37.0.0.1/', 'address'],
    ['http://169.254.169.254/latest/meta-data/', 'address'],
    ['http://0xa9fea9fe/', 'address'],
    ['http://2852039166/', 'address'],
    ['http://100.100.100.200/', 'address'],
    ['http://10.1.2.3/', 'address'],
    ['http://192.168.1.1/', 'address'],
    ['http://172.20.0.1/', 'address'],
    ['http://255.255.255.255/', 'address'],
    ['http://0.0.0.0/', 'address'],
    ['http://[::1]/', 'address'],
    ['http://[::]/', 'address'],
    ['http://[::ffff:127.0.0.1]/', 'address'],
    ['http://[::ffff:7f00:1]/', 'address'],
    ['http://[0:0:0:0:0:ffff:7f00:1]/', 'address'],
    ['http://[::127.0.0.1]/', 'address'],
    ['http://[64:ff9b::7f00:1]/', 'address'],
    ['http://[2002:7f00:1::]/', 'address'],
    ['http://[fd00:ec2::254]/', 'address'],
    ['http://[fe80::1]/', 'address'],
    ['http://[fe80::1%25eth0]/', 'bad_url'],
    ['http://[::1%25lo]/', 'bad_url'],
    ['http://127.0.0.1:8080/', 'address'],
    ['https://127.0.0.1/', 'address'],
    // names
    ['http://localhost/', 'name'],
    ['http://LOCALHOST/', 'name'],
    ['http://localhost./', 'name'],
    ['http://a.localhost/', 'name'],
    ['http://ｌocalhost/', 'name'],
    ['http://printer/', 'name'],
    ['http://nas.local/', 'name'],
    ['http://nas.local./', 'name'],
    ['http://db.internal/', 'name'],
    ['http://metadata.google.internal/computeMetadata/v1/', 'name'],
    ['http://x.localdomain/', 'name'],
    ['http://router.home.arpa/', 'name'],
    ['http://a..example.com/', 'name'],
    ['http://./', 'name'],
    ['http://com./', 'name'],
    // schemes
    ['file:///etc/passwd', 'scheme'],
    ['gopher://example.com/_x', 'scheme'],
    ['ftp://example.com/', 'scheme'],
    ['dict://127.0.0.1:11211/', 'scheme'],
    ['data:text/plain,x', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['blob:https://example.com/1', 'scheme'],
    ['ws://example.com/', 'scheme'],
    ['unix:/var/run/docker.sock', 'scheme'],
    // credentials
    ['http://user@example.com/', 'credentials'],
    ['http://user:pass@example.com/', 'credentials'],
    ['http://:pass@example.com/', 'credentials'],
    ['http://example.com@127.0.0.1/', 'credentials'],
    // ports
    ['http://example.com:22/', 'port'],
    ['http://example.com:25/', 'port'],
    ['http://example.com:6379/', 'port'],
    ['http://example.com:5432/', 'port'],
    ['https://example.com:9200/', 'port'],
    ['http://example.com:11211/', 'port'],
    ['http://example.com:2375/', 'port'],
    ['http://example.com:0/', 'port'],
    ['http://example.com:1023/', 'port'],
    ['http://example.com:27017/', 'port'],
    // not URLs
    ['', 'bad_url'],
    ['example.com/a.mp4', 'bad_url'],
    ['//example.com/', 'bad_url'],
    ['http://', 'bad_url'],
    ['http://example.com:99999/', 'bad_url'],
    ['http://exa mple.com/', 'bad_url'],
    ['http://example.com/\r\nHost: x', 'bad_url'],
    ['http://exam\tple.com/', 'bad_url'],
    ['http://example.com\\@127.0.0.1/', 'bad_url'],
    ['http://1.2.3.4.5/', 'bad_url'],
    ['http://256.256.256.256/', 'bad_url'],
    [`http://example.com/${'a'.repeat(9000)}`, 'bad_url'],
    [' http://example.com/', 'bad_url'],
    ['http://a%00.example.com/', 'bad_url'],
  ])('%s: %s', (url, reason) => {
    expect(reasonOf(url)).toBe(reason);
  });

  it.each([
    'http://example.com/a.mp4?x=1',
    'https://EXAMPLE.com./',
    'https://example.com:443/',
    'https://example.com:8443/',
    'http://example.com:65535/',
    'http://8.8.8.8/',
    'http://[2606:4700:4700::1111]/',
    'https://xn--bcher-kva.example/',
    'https://bücher.example/',
    'https://local.example.com/',
    'https://mylocal/'.replace('mylocal', 'my.localx'),
    'https://internal.example.com/',
    'https://a_b.example.com/',
  ])('%s may be looked up', (url) => {
    expect(reasonOf(url)).toBe('allowed');
  });

  it('by the settings: https only, high ports, listed ports', () => {
    expect(reasonOf('http://example.com/', { httpsOnly: true })).toBe('scheme');
    expect(reasonOf('https://example.com/', { httpsOnly: true })).toBe('allowed');
    expect(reasonOf('https://example.com:8443/', { highPorts: false })).toBe('port');
    expect(reasonOf('https://example.com:8443/', { highPorts: false, extraPorts: [8443] })).toBe('allowed');
    expect(reasonOf('http://example.com:81/', { extraPorts: [81] })).toBe('allowed');
  });

  it('the fragment is dropped, and an error names no path, query or credential', () => {
    expect(parseUrl('https://example.com/a?b=1#secret').href).toBe('https://example.com/a?b=1');
    for (const url of [
      'http://user:hunter2@example.com/hunter2?key=hunter2',
      'http://10.0.0.1/hunter2?key=hunter2',
      'file:///hunter2',
      'hunter2',
    ]) {
      try {
        checkUrl(url, {});
        expect.unreachable();
      } catch (thrown) {
        expect(`${(thrown as Error).stack}`).not.toContain('hunter2');
      }
    }
  });
});
