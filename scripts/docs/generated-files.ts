import { defaultsFile } from './defaults-file.ts';
import { enginesPage } from './engines-page.ts';
import { errorsPage } from './errors-page.ts';
import { familyFiles } from './families/family-pages.ts';
import { settingsPage } from './settings-page.ts';
import { soundsPage } from './sounds-page.ts';

/** Committed files that are made from source; a test compares them. Paths start at the root of the checkout. */
export const generatedFiles: ReadonlyArray<{ path: string; render: () => string }> = [
  { path: 'config.default.yaml', render: defaultsFile },
  { path: 'docs/reference/settings.md', render: settingsPage },
  { path: 'docs/reference/errors.md', render: errorsPage },
  { path: 'docs/reference/sounds.md', render: soundsPage },
  { path: 'docs/reference/engines.md', render: enginesPage },
  ...familyFiles,
];
