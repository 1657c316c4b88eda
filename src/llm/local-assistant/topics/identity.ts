import type { Topic } from '../topic.ts';

const GREETING =
  /^\s*(hi|hello|hey|good (morning|evening|day)|hallo|bonjour|hola|ping|test)\b[\s!.,?]*(there|you|polymuse)?[\s!.,?]*$/i;
const WHO =
  /\b(who|what) (are|r) (you|u)\b|\bwhat('s| is) your name\b|\b(are|r) you (a|an|chatgpt|gpt|claude|real|human|llm)\b|\bwhat (model|llm)( version)? (are|is) (you|this)\b|\bwhich model are you\b|\bwhat (can|could) (you|u) do\b|\bwho (made|built|created|wrote) you\b|\bhow can you help\b|\bintroduce yourself\b|^\s*help\s*[!.?]*$/i;
const THANKS = /^\s*(thanks|thank you|thx|great|perfect|cool|ok|okay|bye|goodbye)\b[\s\w!.,]{0,20}$/i;

/** Says what it is. */
export const identity: Topic = ({ text }, { catalog }) => {
  if (THANKS.test(text))
    return 'You are welcome. Ask me about a model, a price, a setting or an error whenever you like.';
  if (!GREETING.test(text) && !WHO.test(text)) return null;
  const models = new Set(catalog.served.map(({ model }) => model)).size;
  return [
    `I am **polymuse-local**, the built-in assistant of this Polymuse server. I am not a large language model: I work by rules and by searching Polymuse's own documentation and its catalogue (${models} models, ${catalog.served.length} task types). The same question always gets the same answer, nothing leaves this machine, and it is free.`,
    '',
    'What I can do:',
    '',
    '- tell models, fields, limits, prices and examples: *"Which fields does kling lip_sync take?"*, *"How much is 8 seconds of Sora 2 Pro in 1080p?"*',
    '- explain errors, settings and how-tos: *"Why do I get 402?"*, *"How do I change the port?"*, *"How do webhooks retry?"*',
    '- write prompts for pictures, videos and sounds: *"Write a prompt for a picture of a lighthouse in a storm"*',
    '- write song lyrics with `[verse]` and `[chorus]`, or timed LRC: *"Write LRC lyrics about the sea for 60 seconds"*',
    '',
    'For anything else, the operator can connect a real language model: see the settings `llm.upstreams`.',
  ].join('\n');
};

/** What it says when nothing that it knows fits. */
export const REFUSAL = [
  'I do not know that. I am **polymuse-local**, a small assistant made of rules and a search through Polymuse’s own documentation: I know this server’s models, fields, prices, errors, settings and how-tos, and I write prompts and song lyrics. I cannot reason freely, write code, translate, look things up elsewhere, or see pictures, and I understand English only.',
  '',
  'Ask me about one of those, or let the operator connect a language model (settings `llm.upstreams`: OpenAI, Anthropic, Gemini, OpenRouter, Ollama, vLLM …) and choose it as `model`.',
].join('\n');
