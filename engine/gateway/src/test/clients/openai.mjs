// Talks to a gateway with OpenAI's own package, and prints what it gets.
import OpenAI from "openai";

const client = new OpenAI({ apiKey: process.env.KEY, baseURL: process.argv[2], maxRetries: 0 });
const ask = (model, more = {}) => ({ model, messages: [{ role: "user", content: "2+2?" }], ...more });
const tools = [{ type: "function", function: { name: "add", parameters: { type: "object", properties: { a: { type: "number" } } } } }];

const whole = await client.chat.completions.create(ask("smoothie")).withResponse();
console.log("whole:", whole.data.choices[0].message.content, "by", whole.response.headers.get("x-smoothie-model"));

let text = "", parts = 0;
for await (const part of await client.chat.completions.create(ask("streaming", { stream: true }))) {
  text += part.choices[0]?.delta?.content ?? "";
  parts++;
}
console.log("streamed:", text, "in", parts);

text = "";
let usage;
for await (const part of await client.chat.completions.create(ask("smoothie:panel", { stream: true, stream_options: { include_usage: true } }))) {
  text += part.choices[0]?.delta?.content ?? "";
  usage = part.usage ?? usage;
}
console.log("panel, streamed:", text, usage.total_tokens);

const called = await client.chat.completions.create(ask("tools", { tools }));
console.log("tools:", called.choices[0].finish_reason, called.choices[0].message.tool_calls[0].function.arguments);

const runner = client.chat.completions.stream(ask("tools", { tools }));
const final = await runner.finalChatCompletion();
console.log("tools, streamed:", final.choices[0].message.tool_calls[0].function.name, final.choices[0].message.tool_calls[0].function.arguments);

for (const model of ["nobody", "down"]) {
  try {
    await client.chat.completions.create(ask(model));
  } catch (error) {
    console.log("error:", error.constructor.name, error.status, error.code);
  }
}
try {
  for await (const part of await client.chat.completions.create(ask("broken", { stream: true }))) void part;
} catch (error) {
  console.log("broken stream:", error.constructor.name);
}
try {
  await new OpenAI({ apiKey: "wrong", baseURL: process.argv[2], maxRetries: 0 }).chat.completions.create(ask("smoothie"));
} catch (error) {
  console.log("wrong key:", error.constructor.name);
}

const stop = new AbortController();
setTimeout(() => stop.abort(), 300);
try {
  await client.chat.completions.create(ask("silent"), { signal: stop.signal });
} catch (error) {
  console.log("cancelled:", error.constructor.name);
}

console.log("embedding:", (await client.embeddings.create({ model: "any", input: ["abc"] })).data[0].embedding.join(" "));
console.log("models:", (await client.models.list()).data.some((model) => model.id === "tools"));
