package dev.smoothie.pipeline.report;

import dev.smoothie.pipeline.embedding.EmbeddingReport;
import dev.smoothie.pipeline.index.IndexReport;
import java.util.List;
import java.util.Optional;

/**
 * What the steps of a run have done, and how long they took.
 *
 * @param embedded
 *            a report for each time that texts were embedded
 * @param search
 *            a report of the approximate search for neighbours; empty if there was none
 * @param generated
 *            the reports of a generation; empty if there was none
 */
public record Steps(List<EmbeddingReport> embedded, Optional<IndexReport> search, Optional<Generated> generated) {

    public Steps {
        embedded = List.copyOf(embedded);
    }
}
