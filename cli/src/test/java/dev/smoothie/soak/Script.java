package dev.smoothie.soak;

/**
 * Which faults the requests of a prompt meet, drawn from a seed: about one prompt of five meets one, up to three times
 * in a row.
 *
 * @param refuses
 *            whether about one prompt of two hundred is refused for good
 */
record Script(long seed, boolean refuses) {

    /** What a provider does with a request. */
    enum Act {
        /** It answers, at once or after a while. */
        ANSWER, ANSWER_SLOWLY,
        /** HTTP 429, 500. */
        THROTTLE, FAIL,
        /** The connection is closed without a word, or in the middle of the answer. */
        CLOSE, BREAK,
        /** HTTP 400: asking again does not help. */
        REFUSE
    }

    /** What becomes of a prompt that a model is asked for the {@code time}-th time, from 1. */
    Act act(String model, String prompt, int time) {
        long draw = mix(seed ^ mix(model.hashCode() * 31L + prompt.hashCode()));
        if (refuses && isRefused(draw)) {
            return Act.REFUSE;
        }
        int share = (int) Long.remainderUnsigned(draw, 100);
        int times = 1 + (int) Long.remainderUnsigned(draw >>> 20, 3);
        if (share >= 22 || time > times) {
            return Act.ANSWER;
        }
        return share < 6
                ? Act.ANSWER_SLOWLY
                : share < 10 ? Act.THROTTLE : share < 14 ? Act.FAIL : share < 18 ? Act.CLOSE : Act.BREAK;
    }

    /** Whether a model refuses a prompt for good. */
    boolean isRefused(String model, String prompt) {
        return act(model, prompt, 1) == Act.REFUSE;
    }

    private static boolean isRefused(long draw) {
        return Long.remainderUnsigned(draw >>> 30, 200) == 0;
    }

    /** The finalizer of SplitMix64, which spreads what differs little. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
