package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells what an error is about: the account and the model, for which no prompt will be answered; this prompt; the
 * request's options; or the moment. The status says little: a quota that is used up comes with 400, 402, 403 or 429,
 * and a key that is wrong with 400 or 401.
 */
final class ErrorKind {
    /** Codes that say that the account or the model is refused, whatever the status is. */
    private static final Pattern ACCOUNT_CODE = code("insufficient_?quota|insufficient_?balance|insufficient_?credits?"
            + "|insufficient_?funds|billing_[a-z_]*|quota_exhausted|quota_?exceeded_?(?:for_?the_?)?(?:day|month)[a-z]*"
            + "|account_[a-z_]*|invalid_api_key|api_key_invalid|invalid_authentication|authentication_error"
            + "|unauthenticated|permission_denied|model_not_found|deploymentnotfound|unknown_model|invalid_model"
            + "|arrearage|access_terminated|access_denied|spend_limit_[a-z_]*|usage_limit_[a-z_]*");
    /** Words that say the same. They are not enough where the provider names a time to come back. */
    private static final Pattern ACCOUNT = Pattern.compile("insufficient[_ ](?:quota|balance|credit|fund)"
            + "|credit balance is too low|check your plan and billing|payment required|billing (?:hard )?limit|unpaid"
            + "|(?:out of|no (?:more |remaining )?|add (?:more )?|buy (?:more )?|not enough|requires more|run out of) ?credits?\\b"
            + "|credits? (?:have|has|are|is|were)?[a-z ]{0,20}(?:exhausted|used up|depleted|expired|exceeded)"
            + "|quota (?:has been |is |was )?(?:used up|exhausted|depleted|exceeded for (?:this|the) (?:month|day))"
            + "|(?:used up|exhausted|exceeded|reached|over|hit)[a-z ]{0,20} ?(?:monthly|daily|free[ -]tier|usage|spend(?:ing)?|account|credit)"
            + "[a-z ]{0,20}(?:quota|limits?|cap|allowance|credits?)|(?:used up|exhausted) (?:your|the|all)[a-z ]{0,20} quota"
            + "|(?:monthly|daily|spend(?:ing)?) (?:usage |spend |token |request )?(?:quota|limit|cap)[a-z ]{0,20}(?:reached|exceeded|exhausted|used up|hit)"
            + "|limit: 0\\b|account (?:is |has been |was )?(?:not active|deactivated|suspended|disabled|overdue|inactive|blocked)"
            + "|(?:subscription|trial) (?:has |is )?(?:expired|ended|inactive)"
            + "|(?:invalid|incorrect|wrong|expired|revoked|missing|unknown)[a-z ]{0,20} (?:api[ -_]?key|token provided|credentials)"
            + "|api[ -_]?key[a-z .:']{0,20}(?:invalid|incorrect|not valid|expired|revoked|not found|disabled)");
    /** Words about a model that is not there. */
    private static final Pattern MODEL = Pattern
            .compile("(?:model|deployment)\\b[^.]{0,120}?(?:not found|does not exist|doesn't exist"
                    + "|not exist|no longer available|has been deprecated|is not available|not loaded|do not have access)"
                    + "|(?:invalid|unknown|no such|unsupported|non-existent|nonexistent) (?:model|deployment)(?! (?:output|parameter|option))"
                    + "|(?:not a valid|not a known|is not an? available) model");
    /** Codes and words about one prompt: too long, or not wanted. */
    private static final Pattern PROMPT = Pattern
            .compile("context_length|string_above_max_length|content_filter|content_policy"
                    + "|invalid_prompt|request_too_large|request too large|datainspectionfailed|responsibleaipolicy|content_blocked"
                    + "|context (?:length|window|size)|maximum (?:prompt|input|sequence|token)|(?:prompt|input|message|content|request|text|payload|sequence)[a-z ()0-9,]{0,40}"
                    + "(?:too long|too large|exceed)|too many (?:input )?tokens|token count|reduce (?:the|your) (?:length|prompt|input)"
                    + "|content[ _](?:management|policy|filter|exists risk|moderation)|safety|moderat|flagged|inappropriate|sensitive"
                    + "|harmful|prohibited|usage polic|violat|guardrail|jailbreak|invalid (?:unicode|utf|surrogate|character)");
    /** Words of limits that pass by themselves. */
    private static final Pattern PASSING = Pattern
            .compile("per[ -_]?(?:minute|min|second|sec|hour)|\\b(?:rpm|tpm|rps|itpm|otpm)\\b"
                    + "|rate[ -_]?limit|too many requests|try again (?:in|later)|retry (?:in|after|your)|slow down|concurren|overload|capacity|busy");
    private static final Pattern PER_DAY = Pattern.compile("per[ -_]?(?:day|month)", Pattern.CASE_INSENSITIVE);
    /** Where codes are. */
    private static final List<String> CODES = List.of("/error/code", "/error/type", "/error/status", "/error/reason",
            "/error/error/code", "/error/error/type", "/choices/0/error/code", "/choices/0/error/type", "/code",
            "/type",
            "/status", "/reason", "/0/error/status", "/error/details/0/reason", "/0/error/details/0/reason",
            "/detail/code", "/detail/type");
    private static final List<String> VIOLATIONS = List.of("/error/details", "/0/error/details");

    private ErrorKind() {}

    private static Pattern code(String words) {
        return Pattern.compile(words);
    }

    /**
     * The kind of an error.
     *
     * @param status
     *            the HTTP status; 0 if it is not known
     * @param message
     *            the provider's words
     * @param comeBack
     *            whether the provider names a time at which to ask again
     */
    static Kind of(int status, String message, Optional<JsonNode> json, boolean comeBack) {
        String words = message.toLowerCase(Locale.ROOT).replace('’', '\'');
        List<String> codes = json.map(ErrorKind::codes).orElse(List.of());
        boolean account = codes.stream().anyMatch(code -> ACCOUNT_CODE.matcher(code).matches());
        return switch (status) {
            case 401, 402, 404, 407, 410 -> Kind.DENIED;
            case 403 -> ofPrompt(codes, words) && !words.contains("account") && !account ? Kind.REJECTED : Kind.DENIED;
            case 408 -> Kind.TIMEOUT;
            case 409, 425, 499 -> Kind.UNAVAILABLE;
            case 413 -> Kind.REJECTED;
            case 429, 498 -> throttled(codes, words, account, json, comeBack);
            case 501, 505 -> Kind.MISCONFIGURED;
            default -> {
                if (account) {
                    yield Kind.DENIED;
                }
                if (status == 0 || status >= 500) {
                    yield status == 0 && codes.contains("rate_limit_exceeded") ? Kind.THROTTLED : Kind.UNAVAILABLE;
                }
                if (status < 400) {
                    yield Kind.MISCONFIGURED;
                }
                yield ofPrompt(codes, words)
                        ? Kind.REJECTED
                        : ACCOUNT.matcher(words).find() || MODEL.matcher(words).find()
                                ? Kind.DENIED
                                : Kind.MISCONFIGURED;
            }
        };
    }

    /** Of HTTP 429: too often at the moment, too much for the day or the money, or too long a prompt. */
    private static Kind throttled(List<String> codes, String words, boolean account, Optional<JsonNode> json,
            boolean comeBack) {
        if (account || json.filter(ErrorKind::isUsedUpForTheDay).isPresent()) {
            return Kind.DENIED;
        }
        if (words.contains("request too large") || codes.contains("context_length_exceeded")) {
            return Kind.REJECTED;
        }
        return !comeBack && ACCOUNT.matcher(words).find() && !PASSING.matcher(words).find()
                ? Kind.DENIED
                : Kind.THROTTLED;
    }

    /** Gemini names the quotas that were exceeded, and a time to come back even for those of the day. */
    private static boolean isUsedUpForTheDay(JsonNode json) {
        for (String place : VIOLATIONS) {
            for (JsonNode detail : json.at(place)) {
                for (JsonNode violation : detail.path("violations")) {
                    if (PER_DAY.matcher(violation.path("quotaId").asText()).find()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean ofPrompt(List<String> codes, String words) {
        return PROMPT.matcher(words).find() || codes.stream().anyMatch(code -> PROMPT.matcher(code).find());
    }

    private static List<String> codes(JsonNode json) {
        return CODES.stream().map(json::at).filter(JsonNode::isTextual)
                .map(code -> code.asText().toLowerCase(Locale.ROOT)).toList();
    }
}
