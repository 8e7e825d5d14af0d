package dev.smoothie.spi.tck;

import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A relay that breaks a promise fails the test of that promise. */
class BrokenRelaysTest {

    static class Sound extends EchoRelayTest {}

    static class WritesIntoTheRequest extends EchoRelayTest {
        @Override
        ChatRelay relay(EchoRelay.Stop stop, int status) {
            return new EchoRelay(stop, status) {
                @Override
                public RelayedAnswer relay(RelayRequest request) {
                    if (request.body().length > 2) {
                        request.body()[1] = ' ';
                    }
                    return super.relay(request);
                }
            };
        }
    }

    static class DeafToInterrupts extends EchoRelayTest {
        @Override
        ChatRelay relay(EchoRelay.Stop stop, int status) {
            return new EchoRelay(stop, status) {
                @Override
                public RelayedAnswer relay(RelayRequest request) {
                    boolean interrupted = Thread.interrupted();
                    RelayedAnswer answer = super.relay(request);
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    return answer;
                }
            };
        }
    }

    static class DoesNotSayWhyAReadFails extends EchoRelayTest {
        @Override
        ChatRelay relay(EchoRelay.Stop stop, int status) {
            return new EchoRelay(stop, status) {
                @Override
                IOException failed(LanguageModelException reason) {
                    return new IOException(reason.getMessage());
                }
            };
        }
    }

    static class TalksInAnError extends EchoRelayTest {
        @Override
        ChatRelay relay(EchoRelay.Stop stop, int status) {
            return new EchoRelay(stop, status) {
                @Override
                Optional<LanguageModelException> failure() {
                    return super.failure().map(told -> new LanguageModelException(Kind.DENIED, "no sk-valley", told));
                }
            };
        }
    }

    static class AnErrorWithoutMeaning extends EchoRelayTest {
        @Override
        ChatRelay relay(EchoRelay.Stop stop, int status) {
            return new EchoRelay(stop, status) {
                @Override
                Optional<LanguageModelException> failure() {
                    return Optional.empty();
                }
            };
        }
    }

    static class Impatient extends EchoRelayTest {
        @Override
        ChatRelay relay(EchoRelay.Stop stop, int status) {
            return new EchoRelay(stop, status) {
                @Override
                public RelayedAnswer relay(RelayRequest request) {
                    try {
                        return super.relay(request);
                    } catch (LanguageModelException e) {
                        throw e.kind() == Kind.TIMEOUT
                                ? new LanguageModelException(Kind.CONNECTION, e.getMessage(), e)
                                : e;
                    }
                }
            };
        }
    }

    @Test
    void eachBreachIsFound() {
        Breaches.areExactly(Sound.class);
        Breaches.areExactly(WritesIntoTheRequest.class, "theRequestStaysAsItIs");
        Breaches.areExactly(DeafToInterrupts.class, "aThreadThatIsInterruptedBeforeItAsksGivesUp");
        Breaches.areExactly(DoesNotSayWhyAReadFails.class, "aBodyThatStallsTimesOut", "closingEndsAReadThatWaits",
                "aThreadThatIsInterruptedWhileItReadsGivesUp", "whatWasClosedIsNotRead");
        Breaches.areExactly(TalksInAnError.class, "anErrorSaysWhatItMeansAndHasItsBody");
        Breaches.areExactly(AnErrorWithoutMeaning.class, "anErrorSaysWhatItMeansAndHasItsBody");
        Breaches.areExactly(Impatient.class, "aHeadThatDoesNotComeTimesOut");
    }
}
