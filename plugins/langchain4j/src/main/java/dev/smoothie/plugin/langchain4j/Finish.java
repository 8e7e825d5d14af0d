package dev.smoothie.plugin.langchain4j;

import java.util.Locale;
import java.util.Set;

/** Why an answer ended, by any of the words that providers and servers have for it. */
enum Finish {
    /** It ended by itself, or the server does not say why. */
    COMPLETE(
            Set.of("", "stop", "eos", "eos_token", "end_turn", "stop_sequence", "complete", "completed", "done", "null",
                    "finish_reason_unspecified")),
    /** A limit of tokens was reached. */
    LENGTH(Set.of("length", "max_tokens", "max_output_tokens", "max_completion_tokens", "model_length", "token_limit",
            "model_context_window_exceeded", "max_length", "context_length")),
    /** The provider withheld it, or the rest of it. */
    FILTERED(Set.of("content_filter", "content_filtered", "contentfilter", "safety", "recitation", "blocklist",
            "prohibited_content", "spii", "image_safety", "refusal", "sensitive", "error_toxic",
            "guardrail_intervened", "guardrails")),
    /** The server failed before it was complete. */
    BROKEN(Set.of("error", "abort", "aborted", "cancelled", "canceled", "insufficient_system_resource", "network_error",
            "timeout", "error_limit", "malformed_response", "load", "unload")),
    /** The model calls a tool. */
    TOOL(Set.of("tool_calls", "function_call", "tool_use", "tool_call", "malformed_function_call",
            "unexpected_tool_call")),
    /** Anything else. */
    OTHER(Set.of());

    private final Set<String> words;

    Finish(Set<String> words) {
        this.words = words;
    }

    static Finish of(String reason) {
        String word = reason.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        for (Finish finish : values()) {
            if (finish.words.contains(word)) {
                return finish;
            }
        }
        return OTHER;
    }
}
