package dev.smoothie.spi.tck;

import dev.smoothie.spi.LanguageModel;
import java.util.Optional;

/** The contract can be kept. */
class EchoModelTest extends LanguageModelContract {

    @Override
    protected LanguageModel open() {
        return new EchoModel();
    }

    @Override
    protected Optional<LanguageModel> openHanging() {
        return Optional.of(EchoModel.hanging());
    }

    @Override
    protected Optional<LanguageModel> openUnreachable() {
        return Optional.of(EchoModel.unreachable());
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of("sk-valley");
    }

    @Override
    protected boolean deterministic() {
        return true;
    }
}
