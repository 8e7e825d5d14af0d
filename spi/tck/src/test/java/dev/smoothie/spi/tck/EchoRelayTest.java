package dev.smoothie.spi.tck;

import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.util.Optional;

/** A relay that keeps the contract passes its tests. */
class EchoRelayTest extends ChatRelayContract {

    static LanguageModel with(ChatRelay relay) {
        return new EchoModel() {
            @Override
            public Optional<ChatRelay> relay() {
                return Optional.of(relay);
            }
        };
    }

    /** The relay that is tested. */
    ChatRelay relay(EchoRelay.Stop stop, int status) {
        return new EchoRelay(stop, status);
    }

    @Override
    protected LanguageModel open() {
        return with(relay(EchoRelay.Stop.NEVER, 200));
    }

    @Override
    protected Optional<LanguageModel> openHanging() {
        return Optional.of(with(relay(EchoRelay.Stop.BEFORE_THE_HEAD, 200)));
    }

    @Override
    protected Optional<LanguageModel> openStalling() {
        return Optional.of(with(relay(EchoRelay.Stop.IN_THE_BODY, 200)));
    }

    @Override
    protected Optional<LanguageModel> openFailing() {
        return Optional.of(with(relay(EchoRelay.Stop.NEVER, 503)));
    }

    @Override
    protected Optional<LanguageModel> openUnreachable() {
        return Optional.of(with(_ -> {
            throw new LanguageModelException(Kind.CONNECTION, "echo: there is no valley", null);
        }));
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of("sk-valley");
    }
}
