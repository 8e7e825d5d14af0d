package dev.smoothie.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * An error in the form that clients of OpenAI read: {@code {"error": {"message", "type", "param", "code"}}}.
 *
 * @param status
 *            the HTTP status, 400 to 599
 * @param type
 *            OpenAI's word for the class of the error, such as {@code invalid_request_error}
 * @param code
 *            what it is in one word, for programs
 * @param message
 *            for people: what happened, what to do next
 * @param retryAfter
 *            when to ask again; empty if that is not known, or would not help
 */
public record ApiError(int status, String type, String code, String message, Optional<Duration> retryAfter) {

    public ApiError {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(retryAfter, "retryAfter");
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("no status of an error: " + status);
        }
    }

    private ApiError(int status, String type, String code, String message) {
        this(status, type, code, message, Optional.empty());
    }

    /** The request is wrong, and would be wrong again. */
    public static ApiError invalid(String message) {
        return new ApiError(400, "invalid_request_error", "invalid_request", message);
    }

    /** There is no such model. */
    public static ApiError noModel(String message) {
        return new ApiError(404, "invalid_request_error", "model_not_found", message);
    }

    /** There is no such path. */
    public static ApiError noPath(String message) {
        return new ApiError(404, "invalid_request_error", "not_found", message);
    }

    /** The caller's key is missing or not known. */
    public static ApiError noKey(String message) {
        return new ApiError(401, "authentication_error", "invalid_api_key", message);
    }

    /** More is asked at once than is taken on. */
    public static ApiError busy(String message, Duration retryAfter) {
        return new ApiError(429, "rate_limit_error", "too_many_requests", message, Optional.of(retryAfter));
    }

    /** No generator could answer. */
    public static ApiError noAnswer(String message) {
        return new ApiError(502, "api_error", "no_answer", message);
    }

    /** The server ends, or cannot answer yet. */
    public static ApiError notReady(String message) {
        return new ApiError(503, "api_error", "not_ready", message, Optional.of(Duration.ofSeconds(1)));
    }

    /** There was no answer in time. */
    public static ApiError late(String message) {
        return new ApiError(504, "api_error", "deadline_exceeded", message);
    }

    /** The fault is in the gateway itself. */
    public static ApiError internal() {
        return new ApiError(500, "api_error", "internal_error",
                "the gateway failed at this request; its log has the reason");
    }

    /** The error that belongs to an HTTP status that the HTTP server itself decides on. */
    public static ApiError ofStatus(int status, String reason) {
        return new ApiError(status, status < 500 ? "invalid_request_error" : "api_error", "http_" + status, reason);
    }

    /** The error as one JSON object. */
    public byte[] json() {
        var error = Trees.object();
        error.put("message", message);
        error.put("type", type);
        error.putNull("param");
        error.put("code", code);
        var body = Trees.object();
        body.set("error", error);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
