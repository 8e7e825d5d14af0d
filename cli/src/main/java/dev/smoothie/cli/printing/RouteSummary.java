package dev.smoothie.cli.printing;

import dev.smoothie.pipeline.RouteResult;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.report.RankingJson;

/**
 * The summary that {@code smoothie route} prints on standard error after routing.
 *
 * @param result
 *            what was routed
 */
public record RouteSummary(RouteResult result) {

    /** Prints the summary: for a person, or as one line of JSON. */
    public void print(Console console, boolean json) {
        Ranking ranking = result.ranking();
        if (json) {
            console.print(new RankingJson(ranking, result.dataset().size(), result.steps()).line());
        } else {
            console.note("");
            ranking.decision().ifPresent(decision -> {
                decision.text().forEach(console::note);
                console.note("");
            });
            new RankingTable(ranking).lines().forEach(console::note);
            ranking.reviews().map(reviews -> new JudgeTable(reviews).lines()).ifPresent(
                    lines -> lines.forEach(console::note));
            SpendingNotes.line(result.costs(), ranking.spending(), ranking.generators()).ifPresent(console::note);
            new BeliefNotes(ranking.belief(), ranking.generators(), ranking.reviews().isPresent()).lines()
                    .forEach(console::note);
        }
    }
}
