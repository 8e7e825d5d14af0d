package dev.smoothie.pipeline;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.embedding.OutputLengths;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.formats.Dataset;
import java.util.List;
import java.util.Optional;

/** The samples that others are routed by: training samples, or a state that was fitted to such before. */
sealed interface Teachers {

    /** The generators that samples are routed to. */
    List<String> generators();

    /** What answers cost: as the samples to route say, otherwise as these do. */
    Costs costs(Pricing pricing, Dataset routed, Workers workers);

    /** The mean number of characters of the outputs of each generator. */
    double[] lengths(Workers workers);

    /**
     * Training samples.
     *
     * @param dataset
     *            the samples
     * @param sources
     *            their files
     */
    record OfFiles(Dataset dataset, Sources sources) implements Teachers {
        static OfFiles scan(Session session, Sources sources) {
            Dataset dataset = session.scan(sources.files());
            dataset.requireGenerators();
            return new OfFiles(dataset, sources);
        }

        @Override
        public List<String> generators() {
            return dataset.generators();
        }

        @Override
        public Costs costs(Pricing pricing, Dataset routed, Workers workers) {
            return pricing.costs(List.of(routed, dataset), generators(), workers);
        }

        @Override
        public double[] lengths(Workers workers) {
            return OutputLengths.of(dataset, generators(), workers);
        }
    }

    /** A fitted state, which is open. */
    record OfState(FittedState state) implements Teachers {
        @Override
        public List<String> generators() {
            return state.generators();
        }

        @Override
        public Costs costs(Pricing pricing, Dataset routed, Workers workers) {
            return pricing.costs(List.of(routed), generators(), Optional.of(state.manifest().costs()), workers);
        }

        @Override
        public double[] lengths(Workers workers) {
            return state.manifest().lengths();
        }
    }
}
