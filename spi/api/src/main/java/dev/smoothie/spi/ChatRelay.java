package dev.smoothie.spi;

/**
 * A language model that speaks OpenAI's protocol itself, so that a request in that form can be passed on as it is, with
 * everything in it that the program does not read: tools, formats of the answer, images.
 *
 * <p>
 * <b>Contract.</b> A call asks the provider once and never again. The model's name in the request is replaced by the
 * relay's own, and the options that the relay was opened with (a temperature, a limit of tokens) are added where the
 * request does not name them; nothing else of it changes. Any number of threads, virtual ones among them, may call
 * {@link #relay} at the same time. A thread that is interrupted gives up at once, with
 * {@link LanguageModelException.Kind#CANCELLED} and its interrupt flag set, and the provider's request ends. The relay
 * belongs to its {@link LanguageModel}, and ends when that is closed.
 */
public interface ChatRelay {

    /**
     * Passes a request on. Returns when the head of the provider's answer is there, and where that says that the request
     * failed, also what its body says; the body of any other answer is read while it comes.
     *
     * @return the answer, of any status; the caller closes it
     * @throws LanguageModelException
     *             if there is no answer: no connection, none in time, a request that is no JSON object
     */
    RelayedAnswer relay(RelayRequest request);
}
