package dev.smoothie.spi.tck;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.util.Optional;

/** A model that keeps the contract passes its tests. */
class EchoModelTest extends LanguageModelContract {

    @Override
    protected LanguageModel open() {
        return new EchoModel();
    }

    @Override
    protected Optional<LanguageModel> openHanging() {
        return Optional.of(EchoModel.hanging(EchoModel::cancelled));
    }

    @Override
    protected Optional<LanguageModel> openUnreachable() {
        return Optional.of(EchoModel.unreachable(
                () -> new LanguageModelException(Kind.CONNECTION, "echo: there is no valley", null)));
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
