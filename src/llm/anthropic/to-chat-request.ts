import { AppError } from '../../errors.ts';

type Json = Record<string, unknown>;

/**
 * A request of Anthropic's Messages API as a chat completion request (the two documented forms side by side):
 * system → a message, tool_use → tool_calls, tool_result → role `tool`, images → image_url.
 * @throws AppError `invalid_request` for what chat completions cannot say.
 */
export function toChatRequest(body: Json): Json {
  const { system, messages, tools, tool_choice, stop_sequences, max_tokens, metadata, thinking } = body;
  if (!Array.isArray(messages)) throw invalid('messages is required');
  const chat: Json = { model: body.model, messages: [...systemMessages(system), ...messages.flatMap(chatMessages)] };
  if (max_tokens !== undefined) chat.max_tokens = max_tokens;
  for (const name of ['temperature', 'top_p', 'stream']) if (body[name] !== undefined) chat[name] = body[name];
  if (stop_sequences !== undefined) chat.stop = stop_sequences;
  if (Array.isArray(tools) && tools.length > 0) chat.tools = tools.map(chatTool);
  if (isObject(tool_choice)) Object.assign(chat, chatToolChoice(tool_choice));
  if (isObject(metadata) && typeof metadata.user_id === 'string') chat.user = metadata.user_id;
  if (isObject(thinking) && thinking.type === 'enabled') chat.reasoning_effort = effortOf(thinking.budget_tokens);
  return chat;
}

function systemMessages(system: unknown): Json[] {
  if (typeof system === 'string') return system === '' ? [] : [{ role: 'system', content: system }];
  if (!Array.isArray(system)) return [];
  const text = system.map((block) => (isObject(block) && typeof block.text === 'string' ? block.text : '')).join('\n');
  return text === '' ? [] : [{ role: 'system', content: text }];
}

function chatMessages(message: unknown): Json[] {
  if (!isObject(message)) throw invalid('messages must hold objects');
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant') throw invalid('messages[].role must be user or assistant');
  if (typeof content === 'string') return [{ role, content }];
  if (!Array.isArray(content)) throw invalid('messages[].content must be a text or a list of blocks');
  return role === 'assistant' ? [assistantMessage(content)] : userMessages(content);
}

function assistantMessage(blocks: readonly unknown[]): Json {
  const texts: string[] = [];
  const calls: Json[] = [];
  for (const block of blocks.filter(isObject)) {
    if (block.type === 'text') texts.push(String(block.text ?? ''));
    else if (block.type === 'tool_use') {
      const fn = { name: block.name, arguments: JSON.stringify(block.input ?? {}) };
      calls.push({ id: block.id, type: 'function', function: fn });
    }
    // Earlier thinking is the other model's own; chat completions have no place for it.
  }
  return {
    role: 'assistant',
    content: texts.length > 0 ? texts.join('') : null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}

/** Results of tools come first, since they must follow the call at once. */
function userMessages(blocks: readonly unknown[]): Json[] {
  const results: Json[] = [];
  const parts: Json[] = [];
  for (const block of blocks.filter(isObject)) {
    if (block.type === 'tool_result') {
      results.push({ role: 'tool', tool_call_id: block.tool_use_id, content: resultText(block) });
      parts.push(...picturesIn(block.content));
    } else if (block.type === 'text') parts.push({ type: 'text', text: block.text });
    else if (block.type === 'image') parts.push(picture(block));
    else throw invalid(`a content block of type ${JSON.stringify(block.type)} cannot be sent to this model`);
  }
  return parts.length > 0 ? [...results, { role: 'user', content: onlyText(parts) ?? parts }] : results;
}

const onlyText = (parts: readonly Json[]): string | undefined =>
  parts.length === 1 && parts[0]?.type === 'text' ? String(parts[0].text) : undefined;

function resultText({ content, is_error }: Json): string {
  const blocks = Array.isArray(content) ? content.filter(isObject) : [];
  const text =
    typeof content === 'string'
      ? content
      : blocks
          .filter(({ type }) => type === 'text')
          .map(({ text }) => String(text))
          .join('\n');
  return is_error === true ? `Error: ${text}` : text;
}

const picturesIn = (content: unknown): Json[] =>
  Array.isArray(content)
    ? content
        .filter(isObject)
        .filter(({ type }) => type === 'image')
        .map(picture)
    : [];

function picture({ source }: Json): Json {
  if (isObject(source) && source.type === 'url') return { type: 'image_url', image_url: { url: source.url } };
  if (isObject(source) && source.type === 'base64') {
    return { type: 'image_url', image_url: { url: `data:${source.media_type};base64,${source.data}` } };
  }
  throw invalid('an image needs a source of type base64 or url');
}

function chatTool(tool: unknown): Json {
  if (!isObject(tool) || typeof tool.name !== 'string') throw invalid('tools[].name is required');
  if (tool.input_schema === undefined) throw invalid(`the tool ${JSON.stringify(tool.name)} has no input_schema`);
  const { name, description, input_schema } = tool;
  return {
    type: 'function',
    function: { name, ...(description === undefined ? {} : { description }), parameters: input_schema },
  };
}

function chatToolChoice({ type, name, disable_parallel_tool_use }: Json): Json {
  const choice =
    type === 'any'
      ? 'required'
      : type === 'tool'
        ? { type: 'function', function: { name } }
        : type === 'none'
          ? 'none'
          : 'auto';
  return { tool_choice: choice, ...(disable_parallel_tool_use === true ? { parallel_tool_calls: false } : {}) };
}

/** The budgets that Anthropic's own OpenAI layer names for the three efforts lie around these. */
function effortOf(budget: unknown): string {
  const tokens = typeof budget === 'number' ? budget : 0;
  return tokens >= 16_000 ? 'high' : tokens >= 4_000 ? 'medium' : 'low';
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (what: string): AppError => new AppError('invalid_request', { message: `invalid request: ${what}` });
