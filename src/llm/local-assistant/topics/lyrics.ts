import { writeLrc } from '../songs/write-lrc.ts';
import { taggedLyrics, writeLyrics } from '../songs/write-lyrics.ts';
import { pairName, type Topic } from '../topic.ts';

const WRITE = /\b(writ\w*|make|create|compose|give|generate|need|want|get|another|more)\b/i;
const A_SONG = /\b(lyrics?|lrc|song ?text|a (\w+ ){0,3}(song|rap|ballad|anthem|lullaby|hymn|chorus|verse)|verses?)\b/i;
const ASKS = /\b(how (do|can|to|much|many|long)|what|which|why|price|cost|cheap\w*|fields?|does|format)\b/i;
const OTHER_LANGUAGE =
  /\b(Chinese|Mandarin|Japanese|Korean|Spanish|French|German|Italian|Portuguese|Russian|Hindi|Arabic|Dutch|Polish|Turkish|Swedish)\b/i;
const SHORTEST = 10;
const LONGEST = 285;
const USUAL_LRC = 95;

/** Song lyrics with section tags, or timed LRC. */
export const lyrics: Topic = ({ text }, { catalog }) => {
  if (!A_SONG.test(text) || !WRITE.test(text)) return null;
  if (
    ASKS.test(text) &&
    !/^\s*(please |can you |could you |hey,? )?(write|make|create|compose|give|generate)\b/i.test(text)
  )
    return null;
  const isTimed = /\b(lrc|timed|timestamps?|time stamps?|synced)\b/i.test(text);
  const asked = secondsIn(text);
  const about = aboutOf(text);
  const other = OTHER_LANGUAGE.exec(text)?.[1];
  const note = other ? `I write in English only, so this is not in ${other}.\n\n` : '';
  const named = /\b(?:called|titled|named)\s+["“]([^"”]{1,60})["”]/i.exec(text)?.[1];
  const variant = /\b(another|different|again|new version|second)\b/i.test(text) ? 1 : 0;
  if (isTimed || asked !== undefined) {
    const seconds = Math.min(LONGEST, Math.max(SHORTEST, asked ?? USUAL_LRC));
    const { lrc, title } = writeLrc({ about, variant }, seconds);
    const pair = catalog.get('Qubico/diffrhythm', seconds > USUAL_LRC ? 'txt2audio-full' : 'txt2audio-base');
    const cut =
      asked !== undefined && asked !== seconds
        ? ` (${asked} seconds were asked for; ${SHORTEST} to ${LONGEST} can be sung)`
        : '';
    const use = pair ? `\n\nSend it as \`lyrics\` to ${pairName(pair)}.` : '';
    return `${note}**${named ?? title}**, ${seconds} seconds${cut}\n\n\`\`\`lrc\n${lrc}\n\`\`\`${use}`;
  }
  const song = writeLyrics({ about, variant, ...(/\bshort\b/i.test(text) ? { lines: 12 } : {}) });
  const pair = catalog.get('Qubico/ace-step', 'txt2audio');
  const use = pair
    ? `\n\nSend it as \`lyrics\` to ${pairName(pair)}. Ask for "LRC for 90 seconds" to get it timed.`
    : '';
  return `${note}**${named ?? song.title}**\n\n\`\`\`\n${taggedLyrics(song)}\n\`\`\`${use}`;
};

function secondsIn(text: string): number | undefined {
  const clock = /\b(\d{1,2}):([0-5]\d)\b/.exec(text);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const minutes = /\b(\d{1,2}(?:\.\d)?)[\s-]*(?:min|mins|minutes?)\b/i.exec(text)?.[1];
  const seconds = /\b(\d{1,4})[\s-]*(?:s|secs?|seconds?)\b/i.exec(text)?.[1];
  if (minutes === undefined && seconds === undefined) return undefined;
  return Math.round(Number(minutes ?? 0) * 60 + Number(seconds ?? 0));
}

/** What stands behind "about"; else the request without its own words. */
function aboutOf(text: string): string {
  const tail =
    /\b(?:about|on the (?:topic|theme|subject) of|titled|called|named|for (?=(?:my|our|a|an|the)\b))\s*(.+)$/is.exec(
      text,
    )?.[1];
  const rest = (tail ?? text)
    .replace(
      /[,;.]?\s*\b(with|using|in|as|for|of)\b\s+(\[?(verse|chorus|bridge|tags?|section)|(timed )?lrc|\d+).*$/is,
      '',
    )
    .replace(/\b\d[\d:.]*\s*[\s-]*(s|secs?|seconds?|min|mins|minutes?)\b( long)?/gi, '')
    .replace(/[.,!?\s]+$/, '');
  const plain =
    tail === undefined
      ? rest.replace(
          /\b(please|can|could|you|write|make|create|compose|give|generate|me|a|an|the|some|song|lyrics?|lrc|timed|short|text|another|for|need|want|i|rap|ballad|with|long|of)\b/gi,
          ' ',
        )
      : rest;
  const found = plain.replace(/\s+/g, ' ').trim();
  return found === '' ? 'a new day' : found;
}
