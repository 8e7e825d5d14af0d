package dev.smoothie.spi.tck;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A language model that breaks a promise fails the test of that promise. */
class BrokenModelsTest {

    static class Sound extends EchoModelTest {}

    static class FailsOtherwise extends EchoModelTest {
        @Override
        protected LanguageModel open() {
            return new EchoModel() {
                @Override
                public Completion generate(Prompt prompt) {
                    if (prompt.text().isEmpty()) {
                        throw new IllegalArgumentException("nothing is asked");
                    }
                    return super.generate(prompt);
                }
            };
        }
    }

    static class RefusesTheSystem extends EchoModelTest {
        @Override
        protected LanguageModel open() {
            return new EchoModel() {
                @Override
                public Completion generate(Prompt prompt) {
                    return prompt.system().isPresent() ? null : super.generate(prompt);
                }
            };
        }
    }

    static class ShortOfBreath extends EchoModelTest {
        @Override
        protected LanguageModel open() {
            return new EchoModel() {
                @Override
                public Completion generate(Prompt prompt) {
                    if (prompt.text().length() > 65_536) {
                        throw new LanguageModelException(Kind.REJECTED, " ", null);
                    }
                    return super.generate(prompt);
                }
            };
        }
    }

    static class Varies extends EchoModelTest {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        protected LanguageModel open() {
            return new EchoModel() {
                @Override
                public Completion generate(Prompt prompt) {
                    super.generate(prompt);
                    return Completion.of("answer " + calls.incrementAndGet());
                }
            };
        }
    }

    static class OneThreadAtATime extends EchoModelTest {
        @Override
        protected LanguageModel open() {
            return new EchoModel() {
                private final OneThread thread = new OneThread();

                @Override
                public Completion generate(Prompt prompt) {
                    return thread.run(() -> super.generate(prompt));
                }
            };
        }
    }

    static class DeafToInterrupts extends EchoModelTest {
        @Override
        protected LanguageModel open() {
            return new EchoModel() {
                @Override
                public Completion generate(Prompt prompt) {
                    return Completion.of(prompt.text());
                }
            };
        }
    }

    /** A model that reports an interrupt as another kind of failure. */
    static class CancelledAs extends EchoModelTest {
        @Override
        protected Optional<LanguageModel> openHanging() {
            return Optional.of(EchoModel.hanging(e -> {
                Thread.currentThread().interrupt();
                return new LanguageModelException(Kind.TIMEOUT, "no answer", e);
            }));
        }
    }

    static class LosesTheFlag extends EchoModelTest {
        @Override
        protected Optional<LanguageModel> openHanging() {
            return Optional.of(EchoModel.hanging(e -> new LanguageModelException(Kind.CANCELLED, "cancelled", e)));
        }
    }

    static class UnreachableAs extends EchoModelTest {
        @Override
        protected Optional<LanguageModel> openUnreachable() {
            return Optional.of(EchoModel.unreachable(
                    () -> new LanguageModelException(Kind.REJECTED, "no connection", null)));
        }
    }

    static class Talks extends EchoModelTest {
        @Override
        protected Optional<LanguageModel> openUnreachable() {
            return Optional.of(EchoModel.unreachable(() -> new LanguageModelException(Kind.CONNECTION, "no connection",
                    new IllegalStateException("Authorization: sk-valley"))));
        }
    }

    static class ClosesOnce extends EchoModelTest {
        @Override
        protected LanguageModel open() {
            return new EchoModel() {
                private final OneClosing closing = new OneClosing();

                @Override
                public void close() {
                    closing.close();
                }
            };
        }
    }

    @Test
    void eachBreachIsFound() {
        Breaches.areExactly(Sound.class);
        Breaches.areExactly(FailsOtherwise.class, "everyTextIsAnsweredOrRefused");
        Breaches.areExactly(RefusesTheSystem.class, "aSystemTextIsTaken");
        Breaches.areExactly(ShortOfBreath.class, "aVeryLongTextIsAnsweredOrRefused");
        Breaches.areExactly(Varies.class, "equalPromptsHaveEqualAnswersWhereTheModelIsDeterministic",
                "threadsAreAnswered", "virtualThreadsAreAnswered");
        Breaches.areExactly(OneThreadAtATime.class, "threadsAreAnswered", "virtualThreadsAreAnswered");
        Breaches.areExactly(DeafToInterrupts.class, "aThreadThatIsInterruptedBeforeItAsksGivesUp");
        Breaches.areExactly(CancelledAs.class, "aThreadThatIsInterruptedWhileItWaitsGivesUp");
        Breaches.areExactly(LosesTheFlag.class, "aThreadThatIsInterruptedWhileItWaitsGivesUp");
        Breaches.areExactly(UnreachableAs.class, "whatCannotBeReachedFailsAsSuch");
        Breaches.areExactly(Talks.class, "whatCannotBeReachedFailsAsSuch", "secretsAreKept");
        Breaches.areExactly(ClosesOnce.class, "closingTwiceIsAllowed");
    }
}
