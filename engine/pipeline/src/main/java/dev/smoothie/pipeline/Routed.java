package dev.smoothie.pipeline;

import dev.smoothie.core.LabelledRouting;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.route.Router.Eligible;
import java.util.Optional;

/**
 * The routes of the samples, and what they are based on.
 *
 * @param judged
 *            the samples that the generators were estimated from
 * @param samples
 *            the samples that were routed
 * @param eligible
 *            which generators a sample may be routed to
 * @param labels
 *            what was learned from labels
 */
record Routed(Routing routing, Samples judged, Samples samples, Eligible eligible, Optional<LabelledRouting> labels) {
    Routed(Routing routing, Samples judged, Samples samples, Eligible eligible) {
        this(routing, judged, samples, eligible, Optional.empty());
    }
}
