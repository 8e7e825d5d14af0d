package dev.smoothie.spi.tck;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.TokenizedTexts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** An embedder that breaks a promise fails the test of that promise. */
class BrokenEmbeddersTest {

    static class Sound extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new LettersEmbedder();
        }
    }

    static class OfTheBatch extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new LettersEmbedder() {
                @Override
                public EmbeddedBatch embed(List<String> texts) {
                    EmbeddedBatch batch = super.embed(texts);
                    batch.vectors()[texts.size() - 1][0] += texts.size() - 1;
                    return batch;
                }
            };
        }
    }

    static class NotFinite extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new LettersEmbedder() {
                @Override
                float[] vector(String text) {
                    float[] vector = super.vector(text);
                    vector[0] /= text.length() == 0 ? 0 : 1;
                    return vector;
                }
            };
        }
    }

    static class ShortOfBreath extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new LettersEmbedder() {
                @Override
                float[] vector(String text) {
                    if (text.length() > LIMIT) {
                        throw new IllegalArgumentException("too long");
                    }
                    return super.vector(text);
                }
            };
        }
    }

    static class KeepsVectors extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new LettersEmbedder() {
                private final Map<String, float[]> kept = new ConcurrentHashMap<>();

                @Override
                float[] vector(String text) {
                    return kept.computeIfAbsent(text, super::vector);
                }
            };
        }
    }

    static class OneThreadAtATime extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new LettersEmbedder() {
                private final OneThread thread = new OneThread();

                @Override
                public EmbeddedBatch embed(List<String> texts) {
                    return thread.run(() -> super.embed(texts));
                }
            };
        }
    }

    static class CountsWrongly extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new LettersEmbedder() {
                @Override
                public EmbeddedBatch embed(List<String> texts) {
                    return new EmbeddedBatch(super.embed(texts).vectors(), 1, 0);
                }
            };
        }
    }

    static class ClosesOnce extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new LettersEmbedder() {
                private final OneClosing closing = new OneClosing();

                @Override
                public void close() {
                    closing.close();
                }
            };
        }
    }

    static class TokensOfTheBatch extends EmbedderContract {
        @Override
        protected Embedder open() {
            return with(new LettersEncoder() {
                @Override
                public TokenizedTexts tokenize(List<String> texts) {
                    TokenizedTexts tokenized = super.tokenize(texts);
                    int[] ids = Arrays.stream(tokenized.ids()).map(id -> id + texts.size()).toArray();
                    return new TokenizedTexts(ids, tokenized.starts(), tokenized.truncated());
                }
            });
        }
    }

    static class OtherTokens extends EmbedderContract {
        @Override
        protected Embedder open() {
            return with(new LettersEncoder() {
                @Override
                public TokenizedTexts tokenize(List<String> texts) {
                    return super.tokenize(texts.stream().map(text -> text + "!").toList());
                }
            });
        }
    }

    static class WithoutWeights extends EmbedderContract {
        @Override
        protected Embedder open() {
            return with(new LettersEncoder() {
                @Override
                public Path weights() {
                    return Path.of("no such file.safetensors");
                }
            });
        }
    }

    private static Embedder with(Encoder encoder) {
        return new LettersEmbedder() {
            @Override
            public Optional<Encoder> encoder() {
                return Optional.of(encoder);
            }
        };
    }

    @Test
    void eachBreachIsFound() {
        Breaches.areExactly(TokensOfTheBatch.class, "anEncoderTokenizesEveryTextByItself");
        Breaches.areExactly(OtherTokens.class, "anEncoderReadsTheTokensThatItsEmbedderReads");
        Breaches.areExactly(WithoutWeights.class, "anEncoderHasAFileOfWeights");
        Breaches.areExactly(Sound.class);
        Breaches.areExactly(OfTheBatch.class, "aVectorDependsOnNothingButItsText",
                "drawnTextsHaveTheirVectorsInAnyBatch",
                "equalTextsInABatchHaveEqualVectors");
        Breaches.areExactly(ShortOfBreath.class, "aVeryLongTextIsEmbedded");
        Breaches.areExactly(KeepsVectors.class, "vectorsBelongToTheCaller");
        Breaches.areExactly(OneThreadAtATime.class, "threadsDoNotDisturbEachOther");
        Breaches.areExactly(CountsWrongly.class, "tokensOfABatchAreTheSumOverItsTexts",
                "anEncoderReadsTheTokensThatItsEmbedderReads");
        Breaches.areExactly(ClosesOnce.class, "closingTwiceIsAllowed");
        Breaches.areExactly(NotFinite.class, "everyTextHasOneFiniteVectorOfTheDimension",
                "drawnTextsHaveTheirVectorsInAnyBatch");
    }
}
