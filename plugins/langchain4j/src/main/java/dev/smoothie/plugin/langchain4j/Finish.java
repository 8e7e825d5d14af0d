package dev.smoothie.plugin.langchain4j;

import java.util.List;
import java.util.Locale;

/** Why an answer ended, by any of the words that providers and servers have for it. */
enum Finish {
    /** It ended by itself, or the server does not say why. */
    COMPLETE("stop eos eos_token end_turn stop_sequence complete completed done null finish_reason_unspecified"),
    /** A limit of tokens was reached. */
    LENGTH("length max_tokens max_output_tokens max_completion_tokens model_length token_limit model_context_window_exceeded max_length context_length"),
    /** The provider withheld it, or the rest of it. */
    FILTERED(
            "content_filter content_filtered contentfilter safety recitation blocklist prohibited_content spii image_safety refusal sensitive error_toxic guardrail_intervened guardrails"),
    /** The server failed before it was complete. */
    BROKEN("error abort aborted cancelled canceled insufficient_system_resource network_error timeout error_limit malformed_response load unload"),
    /** The model calls a tool. */
    TOOL("tool_calls function_call tool_use tool_call malformed_function_call unexpected_tool_call"),
    /** Anything else. */
    OTHER("");

    /** With blanks between them. */
    private final String words;

    Finish(String words) {
        this.words = words;
    }

    static Finish of(String reason) {
        String word = reason.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        if (word.isEmpty()) {
            return COMPLETE;
        }
        for (Finish finish : values()) {
            if (List.of(finish.words.split(" ", -1)).contains(word)) {
                return finish;
            }
        }
        return OTHER;
    }
}
