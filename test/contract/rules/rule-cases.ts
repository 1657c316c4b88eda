import { klingRules } from './kling.ts';
import { musicRules } from './music.ts';
import { picturesRules } from './pictures.ts';
import type { RuleCases } from './rule-case.ts';
import { videosRules } from './videos.ts';

/** Rules of the pages, by their sentence, that show at creation: in the echoed input, in a refusal, in what is made. */
export const RULE_CASES: RuleCases = { ...klingRules, ...musicRules, ...picturesRules, ...videosRules };
