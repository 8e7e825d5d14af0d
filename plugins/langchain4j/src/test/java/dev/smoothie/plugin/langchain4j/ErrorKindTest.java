package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Tests that an error is told by what it is about, in the words of the providers. */
class ErrorKindTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "429 | {\"error\": {\"message\": \"You have used up your quota.\", \"code\": \"insufficient_quota\"}} | DENIED",
            "429 | {\"error\": \"Monthly quota exceeded\"} | DENIED",
            "429 | {\"error\": {\"message\": \"You exceeded your current quota, please check your plan and billing details.\"}} | DENIED",
            "429 | {\"error\": {\"message\": \"Rate limit reached on tokens per min (TPM): Limit 10, Used 9. You can increase your rate limit at /account/billing.\"}} | THROTTLED",
            "429 | {\"error\": {\"message\": \"slow down\"}} | THROTTLED",
            "429 | {\"error\": {\"message\": \"Request too large for m on tokens per min (TPM): Limit 10, Requested 20\"}} | REJECTED",
            "429 | {\"error\": {\"message\": \"q\", \"details\": [{\"violations\": [{\"quotaId\": \"GenerateRequestsPerDayPerProject\"}]}]}} | DENIED",
            "429 | {\"error\": {\"message\": \"q\", \"details\": [{\"violations\": [{\"quotaId\": \"GenerateRequestsPerMinute\"}]}]}} | THROTTLED",
            "400 | {\"error\": {\"message\": \"Your credit balance is too low to access the API.\"}} | DENIED",
            "400 | {\"error\": {\"message\": \"API key not valid. Please pass a valid API key.\"}} | DENIED",
            "400 | {\"message\": \"Invalid model: x\"} | DENIED",
            "400 | {\"error\": {\"message\": \"The model m does not exist\"}} | DENIED",
            "400 | {\"error\": {\"message\": \"This model's maximum context length is 10 tokens.\"}} | REJECTED",
            "400 | {\"error\": {\"message\": \"w\", \"code\": \"context_length_exceeded\"}} | REJECTED",
            "400 | {\"error\": {\"message\": \"The prompt triggered the content management policy.\"}} | REJECTED",
            "400 | {\"error\": {\"message\": \"Content Exists Risk\"}} | REJECTED",
            "400 | {\"error\": {\"message\": \"Unsupported parameter: 'max_tokens'.\"}} | MISCONFIGURED",
            "403 | {\"error\": {\"message\": \"Your input was flagged\"}} | REJECTED",
            "403 | {\"error\": {\"message\": \"Your account was flagged\"}} | DENIED",
            "403 | {\"error\": {\"message\": \"Forbidden\"}} | DENIED",
            "500 | {\"error\": {\"message\": \"w\", \"code\": \"insufficient_quota\"}} | DENIED",
            "500 | {\"error\": {\"message\": \"billing service is down\"}} | UNAVAILABLE",
            "0 | {\"error\": {\"message\": \"w\"}} | UNAVAILABLE"})
    void theWordsDecide(int status, String body, Kind kind) throws Exception {
        JsonNode json = new ObjectMapper().readTree(body);
        assertEquals(kind, ErrorKind.of(status, ErrorAnswer.message(json).orElseThrow(), Optional.of(json), false));
    }

    /** Gemini says of every quota that the plan should be checked, and when to come back. */
    @ParameterizedTest
    @CsvSource({"true, THROTTLED", "false, DENIED"})
    void whoNamesATimeIsNotUsedUp(boolean comeBack, Kind kind) {
        assertEquals(kind,
                ErrorKind.of(429, "You exceeded your current quota, please check your plan and billing details",
                        Optional.empty(), comeBack));
    }
}
