package dev.smoothie.cli;

import dev.smoothie.spi.tck.PluginJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A plugin whose search looks at all rows except those whose index is a multiple of its option. */
final class SearchPlugin {
    private static final String BODY = """
            public String name() { return "plain"; }
            public String version() { return "1.2"; }
            public List<NeighborSearchFactory> neighborSearches() {
                return List.of(new NeighborSearchFactory() {
                    public String name() { return "plain"; }
                    public String description() { return "looks at all"; }
                    static final Option<Long> SKIP = Option.integer("skip", "what not to find", 2, 9999).withDefault(9999L);
                    public List<Option<?>> options() { return List.of(SKIP); }
                    public NeighborSearch open(PluginContext context, Options options) {
                        return new Plain(options.require(SKIP));
                    }
                });
            }
            record Plain(long skip) implements NeighborSearch {
                public String description() { return "plain (skip " + skip + ")"; }
                public double recall() { return 0.1; }
                public NeighborIndex build(Vectors base) { return new Index(base, skip); }
                public NeighborIndex read(java.io.InputStream in, Vectors base) throws java.io.IOException {
                    return new Index(base, in.read());
                }
            }
            record Index(Vectors base, long skip) implements NeighborIndex {
                public void write(java.io.OutputStream out) throws java.io.IOException { out.write((int) skip); }
                public void nearest(Vectors queries, int k, int[] neighbors) {
                    Arrays.fill(neighbors, NONE);
                    for (int query = 0; query < queries.rows(); query++) {
                        float[] row = queries.row(query);
                        List<Integer> all = new ArrayList<>();
                        for (int i = 0; i < base.rows(); i++) if (i == 0 || i % skip != 0) all.add(i);
                        all.sort(Comparator.comparingDouble(i -> distance(row, base.row(i))));
                        for (int i = 0; i < Math.min(k, all.size()); i++) neighbors[query * k + i] = all.get(i);
                    }
                }
                static double distance(float[] a, float[] b) {
                    double sum = 0;
                    for (int i = 0; i < a.length; i++) sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
                    return sum;
                }
            }
            """;

    private SearchPlugin() {}

    /** Compiles the plugin into {@code directory}. */
    static void write(Path directory, Path work) {
        try {
            new PluginJar(work).plugin("plain.Main", BODY).write(directory.resolve("plain.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
