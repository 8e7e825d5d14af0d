// Talks to a gateway with Vercel's AI SDK, and prints what it gets.
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, streamText, tool } from "ai";

const provider = createOpenAI({ apiKey: process.env.KEY, baseURL: process.argv[2] });
const ask = (model) => ({ model: provider.chat(model), prompt: "2+2?", maxRetries: 0 });

console.log("whole:", (await generateText(ask("smoothie"))).text);

let text = "";
for await (const part of streamText(ask("streaming")).textStream) text += part;
console.log("streamed:", text);

const add = tool({ inputSchema: jsonSchema({ type: "object", properties: { a: { type: "number" } } }) });
const called = await generateText({ ...ask("tools"), tools: { add } });
console.log("tools:", called.toolCalls[0].toolName, JSON.stringify(called.toolCalls[0].input));

const streamed = streamText({ ...ask("tools"), tools: { add } });
console.log("tools, streamed:", JSON.stringify((await streamed.toolCalls)[0].input));

try {
  await generateText(ask("nobody"));
} catch (error) {
  console.log("error:", error.statusCode);
}

const stop = new AbortController();
setTimeout(() => stop.abort(), 300);
try {
  await generateText({ ...ask("silent"), abortSignal: stop.signal });
} catch (error) {
  console.log("cancelled:", error.name);
}
